"""`lotse telegram`, and the Telegram part of `lotse setup`."""
