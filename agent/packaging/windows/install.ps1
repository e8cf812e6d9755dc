<#
.SYNOPSIS
  Installs the agent for the Windows user who runs this, and starts it at each logon.
.DESCRIPTION
  A task at logon, not a service: a service has no desktop and could neither see nor use WeChat. No administrator's rights are
  needed. Run it from the unpacked image (the folder with bin and app). An installation that is there is replaced; its
  configuration, queue and identity stay.
.PARAMETER GatewayUrl
  Address of the gateway, https in production. Needed at the first installation.
.PARAMETER EnrolmentCode
  One-time code of the console. Without one, put agent_id and secret_file into the configuration.
#>
[CmdletBinding()]
param(
  [string] $GatewayUrl,
  [string] $EnrolmentCode,
  [string] $Target = (Join-Path $env:LOCALAPPDATA 'Programs\KefuAgent')
)
$ErrorActionPreference = 'Stop'
$task = 'KefuAgent'
$image = $PSScriptRoot
if (-not (Test-Path (Join-Path $image 'app\kefu-agent.jar'))) {
  throw "There is no app\kefu-agent.jar beside this script: run it from the unpacked image."
}

# Stops what runs: files in use cannot be replaced.
if (Get-ScheduledTask -TaskName $task -ErrorAction SilentlyContinue) {
  Stop-ScheduledTask -TaskName $task
  Start-Sleep -Seconds 2
}

# Whole or not at all: copy beside, then swap.
$new = "$Target.new"
$old = "$Target.old"
foreach ($folder in $new, $old) {
  if (Test-Path $folder) { Remove-Item -Recurse -Force $folder }
}
New-Item -ItemType Directory -Force (Split-Path $Target) | Out-Null
Copy-Item -Recurse $image $new
if (Test-Path $Target) { Rename-Item $Target (Split-Path $old -Leaf) }
try {
  Rename-Item $new (Split-Path $Target -Leaf)
} catch {
  if (Test-Path $old) { Rename-Item $old (Split-Path $Target -Leaf) }
  throw
}

# State and configuration: this user's alone.
$state = Join-Path $env:LOCALAPPDATA 'KefuAgent'
$config = Join-Path $state 'kefu-agent.yaml'
New-Item -ItemType Directory -Force $state | Out-Null
& icacls $state /inheritance:r /grant:r "$($env:USERDOMAIN)\$($env:USERNAME):(OI)(CI)F" 'SYSTEM:(OI)(CI)F' | Out-Null
if (-not (Test-Path $config)) {
  if (-not $GatewayUrl) { throw 'Name the gateway: install.ps1 -GatewayUrl https://… [-EnrolmentCode …]' }
  (Get-Content (Join-Path $Target 'app\kefu-agent.yaml') -Encoding UTF8) `
    -replace '^gateway_url:.*', "gateway_url: $GatewayUrl" |
    Set-Content $config -Encoding UTF8
  Write-Host "Configuration: $config"
}
$run = Join-Path $Target 'bin\kefu-agent.cmd'
if ($EnrolmentCode) {
  & $run "--config=$config" "--enrol=$EnrolmentCode"
  if ($LASTEXITCODE -ne 0) { throw 'The gateway did not take the code: ask for another one.' }
}

# At logon, in the user's own session, with the user's own rights. Windows does not start a task again whose program ended
# with an error: so each minute too, which changes nothing while it runs.
$java = Join-Path $Target 'bin\javaw.exe'
$jar = Join-Path $Target 'app\kefu-agent.jar'
$archive = Join-Path $Target 'app\kefu-agent.jsa'
$arguments = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms4m -Xmx16m -Xss256k -XX:MaxMetaspaceSize=24m " +
  "-XX:ReservedCodeCacheSize=12m -XX:-UsePerfData `"-XX:SharedArchiveFile=$archive`" -Xshare:auto -Dfile.encoding=UTF-8 " +
  "-jar `"$jar`" `"--config=$config`""
$action = New-ScheduledTaskAction -Execute $java -Argument $arguments -WorkingDirectory $state
$trigger = @(
  (New-ScheduledTaskTrigger -AtLogOn -User "$env:USERDOMAIN\$env:USERNAME"),
  (New-ScheduledTaskTrigger -Once -At (Get-Date) -RepetitionInterval (New-TimeSpan -Minutes 1))
)
$principal = New-ScheduledTaskPrincipal -UserId "$env:USERDOMAIN\$env:USERNAME" -LogonType Interactive -RunLevel Limited
$settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([TimeSpan]::Zero) -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -MultipleInstances IgnoreNew
Register-ScheduledTask -TaskName $task -Action $action -Trigger $trigger -Principal $principal -Settings $settings -Force | Out-Null
Start-ScheduledTask -TaskName $task
if (Test-Path $old) { Remove-Item -Recurse -Force $old }
Write-Host "Installed in $Target. Look at WeChat with: `"$run`" doctor `"--config=$config`""
