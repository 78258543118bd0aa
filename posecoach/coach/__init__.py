"""What the coach says: corrections, praise and notes, in English and Korean."""
