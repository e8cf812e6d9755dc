<#
.SYNOPSIS
  Removes the agent of this Windows user. Queue, identity and logs stay unless -Everything is given.
#>
[CmdletBinding()]
param(
  [switch] $Everything,
  [string] $Target = (Join-Path $env:LOCALAPPDATA 'Programs\KefuAgent')
)
$ErrorActionPreference = 'Stop'
if (Get-ScheduledTask -TaskName 'KefuAgent' -ErrorAction SilentlyContinue) {
  Stop-ScheduledTask -TaskName 'KefuAgent'
  Unregister-ScheduledTask -TaskName 'KefuAgent' -Confirm:$false
  Start-Sleep -Seconds 2
}
if (Test-Path $Target) { Remove-Item -Recurse -Force $Target }
$state = Join-Path $env:LOCALAPPDATA 'KefuAgent'
if ($Everything -and (Test-Path $state)) {
  Write-Warning 'Messages that were not yet delivered are removed too.'
  Remove-Item -Recurse -Force $state
}
