#!/usr/bin/env bash
# Makes agent/target/image: the agent with a small Java of its own (jlink) and a class archive.
# Run it on the platform the image is for, after: mvn -pl agent -am package
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
java_home="${JAVA_HOME:?set JAVA_HOME to a JDK 17 or newer}"
jar="$here/target/kefu-agent.jar"
[ -f "$jar" ] || { echo "there is no $jar: run mvn -pl agent -am package first" >&2; exit 1; }

modules=java.base,java.logging
# Up to JDK 21 the elliptic curves of TLS are a module of their own.
if [ -f "$java_home/jmods/jdk.crypto.ec.jmod" ]; then modules=$modules,jdk.crypto.ec; fi

image="$here/target/image"
rm -rf "$image"
"$java_home/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages \
  --output "$image"
mkdir -p "$image/app"
cp "$jar" "$here/packaging/kefu-agent.yaml" "$here/packaging/update-keys.txt" "$image/app/"
"$image/bin/java" -Xshare:dump > /dev/null
# Archive of the classes a run uses, made by a short run that looks for a gateway in vain: memory that
# is shared between programs and need not be parsed at the start.
home="$(mktemp -d)"
train() {
  exec env KEFU_AGENT_GATEWAY_URL=http://127.0.0.1:9 KEFU_AGENT_ID=training KEFU_AGENT_SECRET=none \
    KEFU_AGENT_HOME="$home" "$image/bin/java" -XX:+UseSerialGC -Xmx16m -Xlog:cds=error -Xlog:cds+dynamic=error \
    -XX:ArchiveClassesAtExit="$image/app/kefu-agent.jsa" -jar "$image/app/kefu-agent.jar" \
    "$@" --driver=simulated --simulated-port=0 2> "$home/training.log"
}
case "$(uname -s)" in
  MINGW* | MSYS* | CYGWIN*)
    # A signal would end the program without its archive there: bench gives up by itself after a minute.
    (train bench) || true
    ;;
  *)
    train &
    training=$!
    sleep 5
    kill "$training"
    wait "$training" || true
    ;;
esac
[ -f "$image/app/kefu-agent.jsa" ] || { cat "$home/training.log" >&2; exit 1; }
rm -rf "$home"
cp "$here/packaging/kefu-agent" "$here/packaging/windows/kefu-agent.cmd" "$image/bin/"
chmod +x "$image/bin/kefu-agent"
cp "$here/packaging/windows/install.ps1" "$here/packaging/windows/uninstall.ps1" "$image/"
echo "$image"
