"""Networks of finite width: drawn, evaluated, trained."""
