@echo off
rem Starts the agent of this image. Options are those of --help.
setlocal
set "IMAGE=%~dp0.."
"%IMAGE%\bin\java.exe" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms4m -Xmx16m -Xss256k -XX:MaxMetaspaceSize=24m ^
  -XX:ReservedCodeCacheSize=12m -XX:-UsePerfData -XX:SharedArchiveFile="%IMAGE%\app\kefu-agent.jsa" -Xshare:auto ^
  -Dfile.encoding=UTF-8 -jar "%IMAGE%\app\kefu-agent.jar" %*
exit /b %ERRORLEVEL%
