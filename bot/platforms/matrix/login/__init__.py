"""The login that is made once, and the files of the device that it made."""
