-- Keeps a new room if its code is free and fewer than `most` rooms run. KEYS: the room, the running rooms.
local stamp, room, now, most, expires, code = unpack(ARGV)
if redis.call('HGET', KEYS[1], 'stamp') == stamp then return 'kept' end
if redis.call('EXISTS', KEYS[1]) == 1 then return 'taken' end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
if redis.call('ZCARD', KEYS[2]) >= tonumber(most) then return 'full' end
redis.call('HSET', KEYS[1], 'stamp', stamp, 'room', room)
redis.call('PEXPIREAT', KEYS[1], expires)
redis.call('ZADD', KEYS[2], expires, code)
return 'kept'
