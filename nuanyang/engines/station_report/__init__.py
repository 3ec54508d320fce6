"""A rescue station's figures for any period: what is counted, how, and the printed forms.

`facts.classify` says into which row of every table a stay falls; `tally.build` counts; `definitions` holds ids, labels
and wording; the `render_*` modules write a finished report. Pure: no database, no clock.
"""
