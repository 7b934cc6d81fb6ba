-- What wrk sends: one sample, and a head that keeps the connection.
wrk.method = "POST"
wrk.body = string.rep(string.char(0, 0, 128, 62), 784)
wrk.headers["Content-Type"] = "application/octet-stream"
