@echo off
rem Starts the agent of this image, and starts it anew when it asks for that (after an update). Options are those of --help.
setlocal
set "IMAGE=%~dp0.."
:again
"%IMAGE%\bin\java.exe" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms4m -Xmx16m -Xss256k -XX:MaxMetaspaceSize=24m ^
  -XX:ReservedCodeCacheSize=12m -XX:-UsePerfData -XX:SharedArchiveFile="%IMAGE%\app\kefu-agent.jsa" -Xshare:auto ^
  -Dfile.encoding=UTF-8 -Dkefu.agent.image="%IMAGE%" -jar "%IMAGE%\app\kefu-agent.jar" %*
set CODE=%ERRORLEVEL%
if %CODE%==75 goto again
exit /b %CODE%
