-- Writes a room if it is still as the caller read it, and tells all processes. KEYS: the room, the running rooms.
-- A stamp is new with every change. Where a try was done but its answer was lost, the next one finds the new stamp.
local before, after, room, state, code, channel = unpack(ARGV)
local stamp = redis.call('HGET', KEYS[1], 'stamp')
if stamp == after then return 1 end
if stamp ~= before then return 0 end
redis.call('HSET', KEYS[1], 'stamp', after, 'room', room)
if state == 'ended' then redis.call('ZREM', KEYS[2], code) end
redis.call('PUBLISH', channel, code)
return 1
