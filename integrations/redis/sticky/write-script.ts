/**
 * Where it is noted in a user's hash when the hash was last given its time to live. No experiment has an empty name. It makes one
 * read tell everything: a time to live would have to be asked for.
 */
export const touchedField = '';

/**
 * Carries out changes of users' hashes, and answers for each with an empty text or with an error: one hash that is of another
 * kind holds up no other.
 * KEYS: the hash of each change. ARGV: how long hashes live, the time now, and for each change what is to be done, the field, the value.
 * `save` leaves a field that is there already; the first of several processes decides.
 */
export const writeScript = `
local ttl, now = tonumber(ARGV[1]), ARGV[2]
local function change(key, step, field, value)
  if step == 'delete' then
    redis.call('HDEL', key, field)
    if redis.call('HLEN', key) == 1 and redis.call('HEXISTS', key, '') == 1 then redis.call('DEL', key) end
    return
  end
  if step == 'save' then redis.call('HSETNX', key, field, value) end
  if step == 'touch' and redis.call('EXISTS', key) == 0 then return end
  if ttl == 0 then
    redis.call('PERSIST', key)
  else
    redis.call('HSET', key, '', now)
    redis.call('PEXPIRE', key, ttl)
  end
end
local results = {}
for index, key in ipairs(KEYS) do
  local at = 3 * index
  local ok, failure = pcall(change, key, ARGV[at], ARGV[at + 1], ARGV[at + 2])
  if ok then results[index] = '' else results[index] = tostring(type(failure) == 'table' and failure.err or failure) end
end
return results`;
