# What the scripts share. POSIX sh; needs openssl 3.0 or later (Debian 12 has it), and kubectl where the cluster is touched.
# shellcheck shell=sh

set -eu
umask 077 # keys are for their owner alone

dir=./egressguard-certs
namespace=egressguard-system
name=egressguard

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

wrong_usage() {
    printf '%s: %s Use --help for the options.\n' "${0##*/}" "$*" >&2
    exit 2
}

# The value of an option: value_of --days "$@"
value_of() {
    [ $# -ge 3 ] && [ -n "$3" ] || wrong_usage "$1 needs a value."
    printf '%s' "$3"
}

number_of() {
    number=$(value_of "$@") || exit 2
    case $number in
        *[!0-9]*) wrong_usage "$1 needs a whole number." ;;
    esac
    printf '%s' "$number"
}

need() {
    command -v "$1" > /dev/null 2>&1 || fail "$1 is not installed."
}

make_dir() {
    mkdir -p "$1"
    chmod 700 "$1"
}

# A directory for what is half done, gone when the script ends. Files are moved out of it whole.
begin() {
    make_dir "$dir"
    work=$(mktemp -d "$dir/.work.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# Whether a key is a certificate's: same_key CERTIFICATE KEY
same_key() {
    [ "$(openssl x509 -in "$1" -noout -pubkey 2> /dev/null)" = "$(openssl pkey -in "$2" -pubout 2> /dev/null)" ]
}

# Whether a certificate is still good in so many seconds: is_good_for SECONDS CERTIFICATE
is_good_for() {
    openssl x509 -in "$2" -noout -checkend "$1" > /dev/null 2>&1
}

expiry_of() {
    openssl x509 -in "$1" -noout -enddate | sed 's/^notAfter=//'
}
