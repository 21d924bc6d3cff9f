"""`lotse demo`: the service with a month of made-up life, in a folder that is removed at the end."""
