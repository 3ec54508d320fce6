"""Messages to people outside the screen: one function, ``send``, whatever the channel."""

from nuanyang.adapters.messages.sending import Sent as Sent
from nuanyang.adapters.messages.sending import configured as configured
from nuanyang.adapters.messages.sending import outbox as outbox
from nuanyang.adapters.messages.sending import send as send
from nuanyang.adapters.messages.texts import TEMPLATES as TEMPLATES
from nuanyang.adapters.messages.transport import MessageFailed as MessageFailed
