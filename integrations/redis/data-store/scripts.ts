/**
 * The steps that Redis makes as a whole, in Lua: nobody comes between their parts. Each is one text that never changes, with
 * everything that varies as an argument, because Redis keeps what it has compiled.
 */

/**
 * The description in the first line of a value (`packSpecs`), or false. 1024 bytes are more than it takes. With a 1 before it where it
 * is pinned, and a 0 where it is not, it is a version.
 */
const describe = `
local function describe(key)
  local line = string.match(redis.call('GETRANGE', key, 0, 1023), '^([^\\n]+)\\n')
  if not line then return false, false end
  local ok, header = pcall(cjson.decode, line)
  if not ok or type(header) ~= 'table' or type(header.time) ~= 'number' then return false, false end
  return line, header
end`;

/**
 * Keeps a value, unless what is there is newer or the same. What was there joins the previous versions.
 * KEYS: specs, history. ARGV: value, time, checksum, number of versions, channel, message.
 * Answers 1 for written, 0 for older, 2 for the same.
 */
export const writeScript = `${describe}
local line, held = describe(KEYS[1])
if held then
  if held.sha256 == ARGV[3] then return 2 end
  if held.time > tonumber(ARGV[2]) then return 0 end
  if tonumber(ARGV[4]) > 0 then
    redis.call('LPUSH', KEYS[2], redis.call('GET', KEYS[1]))
    redis.call('LTRIM', KEYS[2], 0, tonumber(ARGV[4]) - 1)
  else
    redis.call('DEL', KEYS[2])
  end
end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('PUBLISH', ARGV[5], ARGV[6])
return 1`;

/**
 * Hands out what is to be used: the pinned version where there is one, otherwise the newest; nothing when that is the one that is
 * known. KEYS: specs, pin. ARGV: the version that is known, or nothing.
 * Answers { whether it is pinned, whether it is the known one, the value }.
 */
export const readScript = `${describe}
local key, pinned = KEYS[1], 0
local line = describe(KEYS[2])
if line then key, pinned = KEYS[2], 1 else line = describe(KEYS[1]) end
if line and pinned .. line == ARGV[1] then return { pinned, 1, false } end
return { pinned, 0, redis.call('GET', key) }`;

/**
 * Who asks the network, and what is to be used. Takes the lease if it is free, unless a version is pinned.
 * KEYS: lease, specs, pin. ARGV: who asks, how long a lease holds, whether it wants the lease.
 * Answers { whether it holds the lease, the version that is to be used }.
 */
export const consultScript = `${describe}
local line, pinned = describe(KEYS[3]), 1
if not line then line, pinned = describe(KEYS[2]), 0 end
local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] then
  if pinned == 1 or ARGV[3] == '0' then
    redis.call('DEL', KEYS[1])
    holder = false
  else
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
  end
elseif not holder and pinned == 0 and ARGV[3] == '1' then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  holder = ARGV[1]
end
return { holder == ARGV[1] and 1 or 0, line and pinned .. line }`;

/** Holds a lease for longer. KEYS: lease. ARGV: who holds it, how long. Answers whether it was held. */
export const renewScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

/** Gives a lease back. KEYS: lease. ARGV: who holds it. Answers whether it was held. */
export const releaseScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

/**
 * Keeps a text of JSON in the place of a certain one, and of no other. Which of the two is newer is decided by who writes: what other
 * SDKs have written says nothing of itself, and to read all of it here would hold up Redis.
 * KEYS: the one. ARGV: text, the SHA-1 of what is to be there, or nothing, channel, message. Answers 1 for written, 0 for not.
 */
export const replaceTextScript = `
local held = redis.call('GET', KEYS[1])
if (held and redis.sha1hex(held) or '') ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1`;

/**
 * Keeps the fields of the forward proxy, unless what is there is newer. Removes the encoding, because the text is not compressed.
 * KEYS: the hash. ARGV: text, time, channel, message. Answers as `writeScript` does.
 */
export const writeFieldsScript = `
local held = redis.call('HMGET', KEYS[1], 'config', 'lcut')
if held[1] == ARGV[1] then return 2 end
if (tonumber(held[2] or '') or 0) > tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'config', ARGV[1], 'lcut', ARGV[2])
redis.call('HDEL', KEYS[1], 'encoding')
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1`;

/**
 * What there is of versions. KEYS: specs, pin, history.
 * Answers { the description of the newest, of the pinned one, those of the previous ones }.
 */
export const versionsScript = `
local function line(value) return value and string.match(string.sub(value, 1, 1024), '^([^\\n]+)\\n') or false end
local previous = {}
for index, value in ipairs(redis.call('LRANGE', KEYS[3], 0, -1)) do previous[index] = line(value) or '' end
return { line(redis.call('GET', KEYS[1])), line(redis.call('GET', KEYS[2])), previous }`;

/**
 * Pins one of the versions, the newest included. KEYS: specs, pin, history. ARGV: the time of its specs, channel, message.
 * Answers whether there is one of that time.
 */
export const pinScript = `
local function isMeant(value)
  local line = value and string.match(string.sub(value, 1, 1024), '^([^\\n]+)\\n')
  if not line then return false end
  local ok, header = pcall(cjson.decode, line)
  return ok and type(header) == 'table' and header.time == tonumber(ARGV[1])
end
local values = redis.call('LRANGE', KEYS[3], 0, -1)
table.insert(values, 1, redis.call('GET', KEYS[1]))
for _, value in ipairs(values) do
  if isMeant(value) then
    redis.call('SET', KEYS[2], value)
    redis.call('PUBLISH', ARGV[2], ARGV[3])
    return 1
  end
end
return 0`;

/** Ends a pin. KEYS: pin. ARGV: channel, message. Answers whether there was one. */
export const unpinScript = `
local count = redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[1], ARGV[2])
return count`;

/**
 * Keeps a part of a file, unless what is there ends before it. KEYS: the file, the names of files. ARGV: where it begins, the part.
 * Answers whether it is kept.
 */
export const writeFileScript = `
if redis.call('STRLEN', KEYS[1]) < tonumber(ARGV[1]) then return 0 end
redis.call('SETRANGE', KEYS[1], ARGV[1], ARGV[2])
redis.call('SADD', KEYS[2], KEYS[1])
return 1`;

/**
 * Keeps the overview of ID lists, tells of it, and deletes files that it is not about.
 * KEYS: the overview, the names of files, the files that it is about. ARGV: the overview, channel, message.
 */
export const writeIdListsScript = `
local kept = {}
for index = 3, #KEYS do kept[KEYS[index]] = true end
for _, name in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  if not kept[name] then
    redis.call('DEL', name)
    redis.call('SREM', KEYS[2], name)
  end
end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1`;

/** How long values are. KEYS: the values. */
export const sizesScript = `
local sizes = {}
for index, name in ipairs(KEYS) do sizes[index] = redis.call('STRLEN', name) end
return sizes`;
