using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EgressGuard.Webhook.Tests.Telemetry;

/// <summary>A collector in this process that takes OTLP over HTTP and keeps what came, read by the numbers of opentelemetry-proto.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();

    private OtlpReceiver(WebApplication server) => _server = server;

    public string Address { get; private set; } = "";

    /// <summary>All spans.</summary>
    public IReadOnlyList<OtlpSpan> Spans =>
        [.. Bodies("/v1/traces").SelectMany(body => body.All(1, 2, 2)).Select(span => new OtlpSpan(
            span.Text(5), span.Hex(1), span.Hex(4), span.Number(6), Attributes(span.All(9)), span.All(15).LastOrDefault()?.Number(3) ?? 0))];

    /// <summary>All points of all metrics, exported again and again.</summary>
    public IReadOnlyList<OtlpPoint> Points =>
        [.. Bodies("/v1/metrics").SelectMany(body => body.All(1, 2, 2)).SelectMany(metric =>
            metric.All(5, 1).Concat(metric.All(7, 1)).Select(point => new OtlpPoint(
                metric.Text(1), Attributes(point.All(7)), point.Has(4) ? point.Double(4) : (long)point.Number(6)))
            .Concat(metric.All(9, 1).Select(point => new OtlpPoint(metric.Text(1), Attributes(point.All(9)), point.Number(4)))))];

    /// <summary>What is said of who sends, by signal.</summary>
    public IReadOnlyDictionary<string, string> Resource(string path) => Attributes(Bodies(path).First().All(1, 1, 1));

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var receiver = new OtlpReceiver(server);
        server.MapPost("/{**path}", receiver.TakeAsync);
        await server.StartAsync();
        receiver.Address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return receiver;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        _received.Enqueue((http.Request.Path, body.ToArray()));
        http.Response.ContentType = "application/x-protobuf";
    }

    private IEnumerable<ProtobufMessage> Bodies(string path) =>
        _received.Where(received => received.Path == path).Select(received => new ProtobufMessage(received.Body));

    private static Dictionary<string, string> Attributes(IEnumerable<ProtobufMessage> pairs) =>
        pairs.ToDictionary(pair => pair.Text(1), pair => Value(pair.All(2).Single()), StringComparer.Ordinal);

    private static string Value(ProtobufMessage value) => value.Has(1) ? value.Text(1)
        : value.Has(5) ? string.Join(',', value.All(5, 1).Select(Value))
        : value.Has(4) ? value.Double(4).ToString(CultureInfo.InvariantCulture)
        : ((long)(value.Has(2) ? value.Number(2) : value.Number(3))).ToString(CultureInfo.InvariantCulture);
}

/// <summary>A span. Kind 2 is a server's; status 2 is an error.</summary>
internal sealed record OtlpSpan(
    string Name, string TraceId, string ParentId, ulong Kind, IReadOnlyDictionary<string, string> Attributes, ulong Status);

/// <summary>A point of a metric; of a histogram its count.</summary>
internal sealed record OtlpPoint(string Metric, IReadOnlyDictionary<string, string> Attributes, double Value);
