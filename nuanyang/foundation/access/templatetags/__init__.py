"""What the sign-in pages ask for."""
