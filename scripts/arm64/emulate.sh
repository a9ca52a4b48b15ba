#!/bin/sh
# Runs a command with arm64 programs emulated: unshare -Urm --propagation private sh emulate.sh QEMU SYSROOT COMMAND…
# The format is registered in the user namespace alone (Linux 6.7 or newer); nothing outside changes. Child processes
# of the command are emulated, too, which an engine in a process of its own needs.
set -e
qemu=$1
QEMU_LD_PREFIX=$2
export QEMU_LD_PREFIX
shift 2
mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
printf '%s' ":arm64:M::$magic:$mask:$qemu:F" > /proc/sys/fs/binfmt_misc/register
exec "$@"
