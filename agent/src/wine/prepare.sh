#!/usr/bin/env bash
# Gets what `mvn -Pwine -pl agent -am test` needs on Debian: Wine, a screen, a compiler for Windows, and a
# Windows JVM, which an npm package carries inside (test-only; it is never shipped). Run it as root.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
target="${1:-$here/target/wine-java}"

apt-get update
apt-get install -y --no-install-recommends wine64 wine xvfb gcc-mingw-w64-x86-64 libwine-dev unzip
# Debian's npm and a newer Node.js from elsewhere cannot both be installed.
command -v npm >/dev/null || apt-get install -y --no-install-recommends npm

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent @bazel/bazel-win32_x64@2.1.0 && tar xzf ./*.tgz)
# The program is an archive with a Java 11 inside; unzip warns of the code before it.
(cd "$work" && unzip -q package/*.exe 'embedded_tools/jdk/*' || [ -f embedded_tools/jdk/bin/java.exe ])
rm -rf "$target"
mkdir -p "$(dirname "$target")"
mv "$work/embedded_tools/jdk" "$target"
echo "Windows JVM: $target"
