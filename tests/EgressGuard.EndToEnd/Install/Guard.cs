using System.Net;

namespace EgressGuard.EndToEnd.Install;

/// <summary>The webhook behind one address that stays the same when it is started again.</summary>
/// <param name="host">By which name or address the API server reaches it.</param>
/// <param name="listen">The address of this machine that the API server's connections come to.</param>
/// <param name="arguments">Its command line, without ports.</param>
internal sealed class Guard(string host, IPAddress listen, IReadOnlyList<string> arguments) : IAsyncDisposable
{
    private readonly Relay _relay = new(listen);
    private Replica? _replica;
    private string _formerTail = "";

    public string Address => $"https://{host}:{_relay.Port}";

    /// <summary>Everything the replica of the moment printed.</summary>
    public IReadOnlyCollection<string> Lines => _replica?.Process.Lines ?? [];

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        _replica = await Replica.StartAsync(arguments);
        _relay.Target = _replica.Port;
    }

    /// <summary>Puts a new replica in the place of the old one, as a Deployment does: the new one first, then SIGTERM.</summary>
    public async Task RollAsync()
    {
        var former = _replica!;
        await StartAsync();
        await former.Process.EndAsync("TERM");
        _formerTail = former.Process.Tail;
        await former.DisposeAsync();
    }

    /// <summary>Takes it away without warning.</summary>
    public async Task KillAsync()
    {
        _relay.Target = 0;
        if (_replica is { } replica)
        {
            _replica = null;
            await replica.DisposeAsync();
        }
    }

    /// <summary>The logs, for people who look for the reason of a failure.</summary>
    public string Tails() => $"{_formerTail}\n{_replica?.Process.Tail ?? "--- no webhook is running"}";

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _relay.DisposeAsync();
    }
}
