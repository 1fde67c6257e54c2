'use strict';
(function () {
  var piece = 4 * 1024 * 1024, mostAtOnce = 64 * 1024 * 1024;
  var K = new Uint32Array(64), start = new Uint32Array(8);

  // The first bits of the fractional parts of the roots of the first primes.
  for (var n = 2, found = 0; found < 64; n++) {
    for (var d = 2; d * d <= n && n % d; d++);
    if (d * d <= n) continue;
    if (found < 8) start[found] = (Math.sqrt(n) % 1) * 4294967296;
    K[found++] = (Math.cbrt(n) % 1) * 4294967296;
  }

  function Sha256() {
    var state = new Uint32Array(start), block = new Uint8Array(64), w = new Uint32Array(64), filled = 0, length = 0;

    function work(bytes, at) {
      var i, a = state[0], b = state[1], c = state[2], e = state[4], f = state[5], g = state[6], h = state[7], dd = state[3];
      for (i = 0; i < 16; i++, at += 4) w[i] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
      for (; i < 64; i++) {
        var x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10);
      }
      for (i = 0; i < 64; i++) {
        var t1 = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[i] + w[i] | 0;
        var t2 = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
        h = g; g = f; f = e; e = dd + t1 | 0; dd = c; c = b; b = a; a = t1 + t2 | 0;
      }
      state[0] += a; state[1] += b; state[2] += c; state[3] += dd; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
    }

    this.add = function (bytes) {
      length += bytes.length;
      for (var at = 0; at < bytes.length;) {
        if (filled === 0 && bytes.length - at >= 64) { work(bytes, at); at += 64; continue; }
        block[filled++] = bytes[at++];
        if (filled === 64) { work(block, 0); filled = 0; }
      }
    };
    this.end = function () {
      var bits = length * 8, tail = new Uint8Array((filled < 56 ? 64 : 128) - filled);
      tail[0] = 128;
      new DataView(tail.buffer).setUint32(tail.length - 8, Math.floor(bits / 4294967296));
      new DataView(tail.buffer).setUint32(tail.length - 4, bits >>> 0);
      this.add(tail);
      return Array.from(state, function (word) { return word.toString(16).padStart(8, '0'); }).join('');
    };
  }

  async function hash(file) {
    if (self.crypto && crypto.subtle && file.size <= mostAtOnce) {
      var digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
      return Array.from(digest, function (byte) { return byte.toString(16).padStart(2, '0'); }).join('');
    }
    var own = new Sha256();
    for (var at = 0; at < file.size; at += piece) own.add(new Uint8Array(await file.slice(at, at + piece).arrayBuffer()));
    return own.end();
  }

  var rows = Array.from(document.querySelectorAll('tr[data-path]'), function (row) {
    return { path: row.dataset.path, sha256: row.dataset.sha256, cell: row.querySelector('.result') };
  });
  var total = document.getElementById('total'), others = document.getElementById('others'), turn = 0;

  function say(row, word) {
    row.said = word;
    row.cell.textContent = word;
    row.cell.className = 'result ' + word;
  }

  function last(path) { return path.slice(path.lastIndexOf('/') + 1); }

  // A folder is chosen as a whole: its name, and perhaps those above it, stand before the paths of the pack.
  function rowsOf(file) {
    var path = file.webkitRelativePath;
    return rows.filter(function (row) {
      return path ? path === row.path || path.endsWith('/' + row.path) : last(row.path) === file.name;
    });
  }

  async function check(files, whole) {
    var mine = ++turn, strange = [], sums = null, done = 0;
    rows.forEach(function (row) { row.said = ''; row.cell.textContent = 'not chosen'; row.cell.className = 'result'; });
    others.textContent = '';

    for (var i = 0; i < files.length; i++) {
      var file = files[i], those = rowsOf(file);
      total.textContent = 'Checking ' + (i + 1) + ' of ' + files.length + ' files…';
      if (last(file.name) === 'SHA256SUMS') { sums = file; continue; }
      if (file.name === 'index.html' && those.length === 0) continue;
      if (those.length === 0) { strange.push(file.webkitRelativePath || file.name); continue; }
      var found;
      try { found = await hash(file); } catch (e) { found = 'unreadable'; }
      if (mine !== turn) return;
      var same = those.filter(function (row) { return row.sha256 === found; });
      if (same.length) same.forEach(function (row) { say(row, 'matches'); });
      else those.forEach(function (row) { if (row.said !== 'matches') say(row, 'differs'); });
    }

    if (whole) rows.forEach(function (row) { if (!row.said) say(row, 'missing'); });

    function count(word) { return rows.filter(function (row) { return row.said === word; }).length; }
    var matching = count('matches'), text;
    if (matching === rows.length) text = 'All ' + rows.length + ' files match.';
    else text = matching + ' of ' + rows.length + ' files match, ' + count('differs') + ' differ, ' + count('missing') + ' missing' +
      (whole ? '.' : ', ' + count('') + ' not chosen.');
    if (sums) {
      var lines = (await sums.text()).split('\n'), agree = rows.every(function (row) { return lines.includes(row.sha256 + '  ' + row.path); });
      text += agree ? ' SHA256SUMS says the same as this page.' : ' SHA256SUMS differs from this page.';
      others.textContent = 'SHA-256 of SHA256SUMS: ' + await hash(sums) + '. ';
    }
    if (mine !== turn) return;
    if (strange.length) others.textContent += 'Not of this pack: ' + strange.join(', ');
    total.textContent = text;
  }

  document.getElementById('check').hidden = false;
  document.getElementById('folder').addEventListener('change', function () { check(Array.from(this.files), true); });
  document.getElementById('some').addEventListener('change', function () { check(Array.from(this.files), false); });
})();
