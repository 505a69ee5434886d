"""Code that all pages share; the only code that touches the session and the query string."""
