using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace EgressGuard.Testing.FakeApi;

/// <summary>An open watch: what it shall send, in order, and the sending.</summary>
internal sealed class FakeWatch(FakeType type, string @namespace, bool takesBookmarks)
{
    private readonly Channel<Step> _steps = Channel.CreateUnbounded<Step>();

    public FakeType Type { get; } = type;

    /// <summary>Sends a change, if it is in the watched namespace.</summary>
    public void Tell(FakeChange change)
    {
        if (@namespace.Length == 0 || change.Namespace == @namespace)
        {
            Add(Line(change.Event, Type.Present(change.Object, inList: false)));
        }
    }

    public void Bookmark(string version)
    {
        if (takesBookmarks)
        {
            Add(BookmarkLine(version));
        }
    }

    /// <summary>Sends an error event and closes.</summary>
    public void Fail(FakeStatus status) => Add(Line("ERROR", status.ToJson()), closes: true);

    /// <summary>Sends these bytes and goes on.</summary>
    public void Send(string raw) => Add(raw);

    /// <summary>Sends half of the next event and closes.</summary>
    public void Truncate() => Add(null);

    public void Close() => Add("", closes: true);

    /// <summary>Sends what is left, and then no more.</summary>
    public void End() => _steps.Writer.TryComplete();

    /// <summary>Sends until the watch is closed or the client is gone.</summary>
    public async Task RunAsync(HttpContext context, FakeFaults faults)
    {
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync(context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        var cuts = false;
        await foreach (var step in _steps.Reader.ReadAllAsync(context.RequestAborted))
        {
            await faults.WaitWhileHangingAsync(Type, context.RequestAborted);
            if (step.Line is null)
            {
                cuts = true;
                continue;
            }

            await WriteAsync(context, cuts ? step.Line[..(step.Line.Length / 2)] : step.Line, faults.AreBytesSlow(Type));
            if (cuts || step.Closes)
            {
                return;
            }
        }

        await faults.WaitWhileHangingAsync(Type, context.RequestAborted);
    }

    public static string Line(string type, JsonObject json) =>
        FakeJson.Text(new JsonObject { ["type"] = type, ["object"] = json }) + "\n";

    private static async Task WriteAsync(HttpContext context, string text, bool isSlow)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var part in isSlow ? bytes.Chunk(1) : [bytes])
        {
            await context.Response.Body.WriteAsync(part, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private string BookmarkLine(string version) => Line("BOOKMARK", new JsonObject
    {
        ["kind"] = Type.Kind,
        ["apiVersion"] = Type.ApiVersion,
        ["metadata"] = new JsonObject { ["resourceVersion"] = version, ["creationTimestamp"] = null },
    });

    private void Add(string? line, bool closes = false) => _steps.Writer.TryWrite(new Step(line, closes));

    /// <summary>Something to send; null: cut the next event.</summary>
    private sealed record Step(string? Line, bool Closes);
}
