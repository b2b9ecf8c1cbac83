using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Tests.Virtual;

/// <summary>An object that the server holds.</summary>
internal sealed record FakeObject(ObjectRef Reference, string Version, string Members)
{
    /// <summary>As it is served: items of lists do not say what they are.</summary>
    public ReadOnlyMemory<byte> Json(ResourceType? type) => Json(type?.ApiVersion, type?.Kind);

    public ReadOnlyMemory<byte> Json(string? apiVersion, string? kind) => FakeKind.Bytes(
        (kind is null ? "{" : $$"""{"apiVersion":"{{apiVersion}}","kind":"{{kind}}",""")
        + $$$"""
          "metadata":{"managedFields":[{"manager":"kubectl","fieldsV1":{"f:name":{} } }],
          "name":"{{{Reference.Name}}}","namespace":"{{{Reference.Namespace}}}","resourceVersion":"{{{Version}}}",
          "labels":{"version":"{{{Version}}}"} },{{{Members}}}}
          """);
}

/// <summary>A kind that the server holds: its objects, what happened to them, who watches, and what is to go wrong.</summary>
internal sealed class FakeKind
{
    private readonly List<(int Number, string Type, FakeObject Object)> _history = [];
    private readonly List<Channel<object>> _watches = [];

    public SortedDictionary<ObjectRef, FakeObject> Objects { get; } = [];

    /// <summary>The versions of the kind that are served.</summary>
    public HashSet<string> Served { get; } = ["v1", "v1alpha1"];

    public string Kind { get; set; } = "";

    public string ApiVersion { get; set; } = "";

    /// <summary>The answers to the next lists; null for a good one.</summary>
    public Queue<Exception?> ListFaults { get; } = new();

    /// <summary>Called when a list is asked for, before it is answered.</summary>
    public Action ListAsked { get; set; } = () => { };

    /// <summary>The answers to the next watches; null for a good one.</summary>
    public Queue<Exception?> WatchFaults { get; } = new();

    /// <summary>What a list that is read page by page shows.</summary>
    public (FakeObject[] All, string Version)? Paged { get; set; }

    /// <summary>Up to here the server has forgotten what happened.</summary>
    public int Forgotten { get; set; }

    public int Watches => _watches.Count;

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The running watches no longer get anything, not even their end.</summary>
    public void FallSilent() => _watches.Clear();

    /// <summary>The running watches end in order.</summary>
    public void Close() => End(null);

    /// <summary>The running watches break.</summary>
    public void Break(Exception fault) => End(fault);

    /// <summary>An event of type ERROR, after which the server closes.</summary>
    public void Error(int code, string reason, string details = "{}")
    {
        Send(new WatchEvent("ERROR", Bytes($$$"""{"kind":"Status","code":{{{code}}},"reason":"{{{reason}}}","details":{{{details}}}}""")));
        Close();
    }

    public void Send(WatchEvent change) => _watches.ForEach(watch => watch.Writer.TryWrite(change));

    public void Tell(int number, string type, FakeObject changed)
    {
        _history.Add((number, type, changed));
        Send(new WatchEvent(type, changed.Json(ApiVersion, Kind)));
    }

    public async IAsyncEnumerable<WatchEvent> Follow(
        int from, TimeSpan timeout, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var watch = Channel.CreateUnbounded<object>();
        _watches.Add(watch);
        if (from < Forgotten)
        {
            Error(410, "Expired");
        }

        foreach (var (_, type, changed) in _history.Where(entry => entry.Number > from))
        {
            watch.Writer.TryWrite(new WatchEvent(type, changed.Json(ApiVersion, Kind)));
        }

        await using var end = time.CreateTimer(_ => Finish(watch, null), null, timeout, Timeout.InfiniteTimeSpan);
        try
        {
            // Not ReadAllAsync: it leaves the thread of the test.
            while (await watch.Reader.WaitToReadAsync(cancellation))
            {
                while (watch.Reader.TryRead(out var item))
                {
                    yield return item as WatchEvent ?? throw (Exception)item;
                }
            }
        }
        finally
        {
            _watches.Remove(watch);
        }
    }

    private void End(Exception? fault)
    {
        foreach (var watch in _watches.ToArray())
        {
            Finish(watch, fault);
        }
    }

    private void Finish(Channel<object> watch, Exception? fault)
    {
        // One that fell silent is no longer here.
        if (_watches.Remove(watch))
        {
            _ = fault is null || watch.Writer.TryWrite(fault);
            watch.Writer.TryComplete();
        }
    }
}
