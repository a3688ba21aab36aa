"""One file a page of the desk: functions of an `Ask`."""
