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

# Everything that can be wrong is looked at before anything is changed.
$state = Join-Path $env:LOCALAPPDATA 'KefuAgent'
$config = Join-Path $state 'kefu-agent.yaml'
if (-not (Test-Path $config)) {
  if (-not $GatewayUrl) { throw 'Name the gateway: install.ps1 -GatewayUrl https://HOST [-EnrolmentCode CODE]' }
  if ($GatewayUrl -notmatch '^https?://[^\s/]+/?$') { throw "The gateway is an address like https://kefu.example.com, not $GatewayUrl" }
}
if ((Resolve-Path $image).Path.TrimEnd('\') -eq $Target.TrimEnd('\')) {
  throw 'This is the installed agent: run install.ps1 of the unpacked image instead.'
}

# Whole or not at all: copy beside, then swap.
$new = "$Target.new"
$old = "$Target.old"
foreach ($folder in $new, $old) {
  if (Test-Path $folder) { Remove-Item -Recurse -Force $folder }
}
New-Item -ItemType Directory -Force (Split-Path $Target) | Out-Null
Copy-Item -Recurse $image $new

# Stops what runs: files in use cannot be replaced. Disabled first, or the task of each minute starts it again meanwhile;
# it is registered anew, and enabled, at the end.
$existing = Get-ScheduledTask -TaskName $task -ErrorAction SilentlyContinue
if ($existing) {
  Disable-ScheduledTask -TaskName $task | Out-Null
  Stop-ScheduledTask -TaskName $task
  Start-Sleep -Seconds 2
}
if (Test-Path $Target) { Rename-Item $Target (Split-Path $old -Leaf) }
try {
  Rename-Item $new (Split-Path $Target -Leaf)
} catch {
  if (Test-Path $old) { Rename-Item $old (Split-Path $Target -Leaf) }
  if ($existing) { Enable-ScheduledTask -TaskName $task | Out-Null }
  throw
}

# State and configuration: this user's alone.
New-Item -ItemType Directory -Force $state | Out-Null
# S-1-5-18 is SYSTEM in every language of Windows.
& icacls $state /inheritance:r /grant:r "$($env:USERDOMAIN)\$($env:USERNAME):(OI)(CI)F" '*S-1-5-18:(OI)(CI)F' | Out-Null
if ($LASTEXITCODE -ne 0) { throw "The rights of $state cannot be set." }
if (-not (Test-Path $config)) {
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
  "`"-Dkefu.agent.image=$Target`" -jar `"$jar`" `"--config=$config`""
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
