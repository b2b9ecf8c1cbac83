using System.Text.Json.Nodes;

namespace EgressGuard.Testing.FakeApi;

/// <summary>What can go wrong, a line each. Without a plural, it goes wrong for all types.</summary>
public sealed partial class FakeApiServer
{
    /// <summary>Versions so far are too old: open watches end with 410, and so do watches from these versions.</summary>
    public void Expire(string? plural = null)
    {
        _store.Expire(_types.Values.Where(type => type.IsMeantBy(plural)));
        foreach (var watch in _store.Watches(plural))
        {
            watch.Fail(FakeStatus.TooOld("(expired)"));
        }
    }

    /// <summary>The next continuation pages are refused with 410.</summary>
    public void ExpireContinue(string? plural = null, int times = 1) => _faults.Plan(FakeFault.ExpiredContinue, plural, times);

    /// <summary>Nothing is answered and nothing is sent, yet no connection closes, until <see cref="Resume"/>.</summary>
    public void Hang(string? plural = null) => _faults.Hang(plural);

    /// <summary>Ends <see cref="Hang"/>; without a plural, for everything.</summary>
    public void Resume(string? plural = null) => _faults.Resume(plural);

    /// <summary>Open watches end as they do when their time is over, but without a bookmark.</summary>
    public void CloseWatches(string? plural = null) => _store.Watches(plural).ToList().ForEach(watch => watch.Close());

    /// <summary>The next watches are opened and closed without an event.</summary>
    public void CloseAtOnce(int times, string? plural = null) => _faults.Plan(FakeFault.CloseAtOnce, plural, times);

    /// <summary>Watches send their events byte by byte.</summary>
    public void SlowBytes(string? plural = null, bool slow = true) => _faults.SlowBytes(plural, slow);

    /// <summary>How long each request waits before it is looked at.</summary>
    public TimeSpan AnswerDelay { get; set; }

    /// <summary>The next requests are answered with 429.</summary>
    public void Throttle(int times, TimeSpan retryAfter, string? plural = null) =>
        FailRequests(times, 429, "TooManyRequests", plural, retryAfter);

    /// <summary>Requests are answered with 403, until <see cref="Allow"/>. Watches that are open stay open, as with the API server.</summary>
    public void Forbid(string? plural = null) => _faults.Forbid(plural, isForbidden: true);

    /// <summary>Ends <see cref="Forbid"/>; without a plural, for everything.</summary>
    public void Allow(string? plural = null) => _faults.Forbid(plural, isForbidden: false);

    /// <summary>Removes a custom resource definition: its objects are deleted, its watches close, and its paths are unknown.</summary>
    public void DropCrd(string plural)
    {
        foreach (var (path, type) in _types.Where(entry => entry.Value.IsMeantBy(plural)).ToArray())
        {
            _types.TryRemove(path, out _);
            _dropped[path] = type;
            _store.Drop(type);
        }

        CloseWatches(plural);
    }

    /// <summary>Ends <see cref="DropCrd"/>. The objects do not come back.</summary>
    public void InstallAgain(string plural)
    {
        foreach (var (path, type) in _dropped.Where(entry => entry.Value.IsMeantBy(plural)).ToArray())
        {
            _dropped.TryRemove(path, out _);
            _types[path] = type;
        }
    }

    /// <summary>Open watches send half of their next event and close; where none is open, the next one that opens does.</summary>
    public void Truncate(string? plural = null) => Tell(plural, watch => watch.Truncate(), FakeFault.Truncate);

    /// <summary>Open watches send what is no JSON; where none is open, the next one that opens does.</summary>
    public void Malformed(string? plural = null) => SendRaw("{\"type\":\"ADDED\",\"object\":{]}\n", plural);

    /// <summary>Open watches send this event, whatever it is; where none is open, the next one that opens does.</summary>
    public void Send(string json, string? plural = null) => SendRaw(json + "\n", plural);

    /// <summary>Open watches send an event of a type that nobody knows; where none is open, the next one that opens does.</summary>
    public void UnknownEvent(string? plural = null) => SendRaw(FakeWatch.Line("RENAMED", Stray("ConfigMap")), plural);

    /// <summary>Open watches send an object of another kind; where none is open, the next one that opens does.</summary>
    public void WrongKind(string? plural = null, string kind = "Status") => SendRaw(FakeWatch.Line("ADDED", Stray(kind)), plural);

    /// <summary>Watches end with an error 500, this many times in all.</summary>
    public void InternalError(int times = 1, string? plural = null) => ErrorEvent(500, "InternalError", plural, times);

    /// <summary>Open watches end with an error; where none is open, the next one that opens does. After it, further ones that open.</summary>
    public void ErrorEvent(int code, string reason, string? plural = null, int times = 1)
    {
        var status = new FakeStatus(code, reason, $"the watch ended: {reason}");
        Tell(plural, watch => watch.Fail(status), FakeFault.ErrorEvent, times, status);
    }

    /// <summary>Cuts all connections that are open.</summary>
    public void ResetConnections() => _listener.CutConnections();

    /// <summary>Cuts the connections of the next requests, unanswered.</summary>
    public void ResetRequests(int times, string? plural = null) => _faults.Plan(FakeFault.Reset, plural, times);

    /// <summary>The next requests are answered with 401.</summary>
    public void Unauthorize(int times, string? plural = null) => FailRequests(times, 401, "Unauthorized", plural);

    /// <summary>The next requests are answered with an error.</summary>
    public void FailRequests(
        int times, int code, string reason, string? plural = null, TimeSpan? retryAfter = null, string? cause = null) => _faults.Plan(
            FakeFault.Answer, plural, times, new FakeStatus(code, reason, $"refused: {reason}", (int?)retryAfter?.TotalSeconds, cause));

    /// <summary>Requests are no longer answered with errors.</summary>
    public void EndFailures() => _faults.EndAnswers();

    /// <summary>Open watches are sent a bookmark. This is no fault.</summary>
    public void Bookmark(string? plural = null) => _store.Bookmark(plural);

    /// <summary>The API server goes away: connections are cut, and its port is closed.</summary>
    public Task StopAsync() => _listener.StopAsync();

    /// <summary>The API server comes back on the same port, with all its objects.</summary>
    public Task RestartAsync() => _listener.StartAsync();

    private void SendRaw(string raw, string? plural) => Tell(plural, watch => watch.Send(raw), FakeFault.RawEvent, raw: raw);

    private void Tell(
        string? plural, Action<FakeWatch> open, FakeFault fault, int times = 1, FakeStatus? status = null, string raw = "")
    {
        var watches = _store.Watches(plural).ToList();
        watches.ForEach(open);
        _faults.Plan(fault, plural, watches.Count == 0 ? times : times - 1, status, raw);
    }

    /// <summary>What was planned for the next watch.</summary>
    private void PlanFor(FakeWatch watch)
    {
        if (_faults.Take(FakeFault.CloseAtOnce, watch.Type) is not null)
        {
            watch.Close();
        }

        if (_faults.Take(FakeFault.ErrorEvent, watch.Type) is { } error)
        {
            watch.Fail(error.Status!);
        }

        if (_faults.Take(FakeFault.RawEvent, watch.Type) is { } raw)
        {
            watch.Send(raw.Raw);
        }

        if (_faults.Take(FakeFault.Truncate, watch.Type) is not null)
        {
            watch.Truncate();
        }
    }

    private static JsonObject Stray(string kind) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = "stray", ["namespace"] = "shop", ["resourceVersion"] = "1" },
    };
}
