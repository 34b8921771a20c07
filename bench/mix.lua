-- For wrk: ask for the paths of the file PATHS in random order; tell the latencies as JSON.
-- PAUSE_MS is the mean pause of each connection before it asks again, 0 for none.
local paths, pause = {}, tonumber(os.getenv("PAUSE_MS"))

function init()
  for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
  math.randomseed(7)
end

function request()
  return wrk.format("GET", paths[math.random(#paths)])
end

if pause > 0 then
  function delay() return math.random(0, 2 * pause) end
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format(
    '\nJSON {"requests": %d, "seconds": %.2f, "p50_ms": %.1f, "p95_ms": %.1f, "p99_ms": %.1f, "slowest_ms": %.1f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3, failed.connect + failed.read + failed.write + failed.status + failed.timeout))
end
