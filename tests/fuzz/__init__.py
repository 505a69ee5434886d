"""What a stranger controls, as functions of bytes: for hypothesis in the tests, and for atheris."""
