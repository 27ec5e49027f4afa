@echo off
rem The passline command of an installed Passline, run by the Node that is installed with it.
"%~dp0node\node.exe" "%~dp0app\out\station\passline.js" %*
