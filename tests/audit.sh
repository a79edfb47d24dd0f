#!/usr/bin/env bash
# Known holes in what we depend on. Where no list of them can be reached, says so and does not pretend.
bin=$1
found=$("$bin/pip-audit" --disable-pip --require-hashes -r requirements/runtime.lock --progress-spinner off 2>&1); code=$?
echo "$found" | tail -20
if [ $code != 0 ] && echo "$found" | grep -qiE 'connection|resolve|timed out|unreachable|proxy|HTTPError|ServiceError|404'; then
  echo "!! The list of known holes cannot be reached from here: nothing was audited."
  exit 0
fi
exit $code
