// Gwanmun (관문) enforcement: policy r7-a742490b26fb, day 2025-02-06, serial 1738800000
// Compiled from the published policy. Do not edit: the next change replaces it.
var RULES = {".dns.google":1,".use-application-dns.net":1};
function FindProxyForURL(url, host) {
  var name = host.toLowerCase(), found, at;
  if (name.charAt(name.length - 1) == ".") name = name.substring(0, name.length - 1);
  found = RULES["=" + name];
  while (found === undefined) {
    found = RULES["." + name];
    at = name.indexOf(".");
    if (found === undefined && at < 0) found = 0;
    name = name.substring(at + 1);
  }
  return found ? "PROXY 10.77.10.1:3128" : "DIRECT";
}
