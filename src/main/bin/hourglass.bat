@echo off
rem Starts Hourglass from any folder; JAVA_HOME and JAVA_OPTS are honored.
setlocal
if not defined TF_CPP_MIN_LOG_LEVEL set TF_CPP_MIN_LOG_LEVEL=2
set "HOURGLASS_HOME=%~dp0.."
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" %JAVA_OPTS% --add-opens=java.base/java.lang=ALL-UNNAMED -Djava.awt.headless=true -cp "%HOURGLASS_HOME%\lib\*" io.github.hourglass.command.Main %*
exit /b %ERRORLEVEL%
