"""What the pages share; the only code that touches the session and the query string."""
