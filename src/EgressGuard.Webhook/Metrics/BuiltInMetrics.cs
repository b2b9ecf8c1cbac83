using System.Collections.Immutable;

namespace EgressGuard.Webhook.Metrics;

/// <summary>A metric of .NET or ASP.NET Core that is served, too.</summary>
/// <param name="Meter">The meter.</param>
/// <param name="Instrument">The instrument.</param>
/// <param name="Name">The name that is served. Pinned here: an update of the runtime must not rename what dashboards ask for.</param>
/// <param name="Tags">The tags that become labels. Only those with few values.</param>
internal sealed record BuiltInMetric(string Meter, string Instrument, string Name, params ImmutableArray<string> Tags)
{
    /// <summary>Whether it is a gauge although the runtime calls it a counter.</summary>
    public bool IsGauge { get; init; }
}

/// <summary>The metrics of .NET and ASP.NET Core that are worth a series. What is not in this list is not served.</summary>
internal static class BuiltInMetrics
{
    private const string Runtime = "System.Runtime";
    private const string Hosting = "Microsoft.AspNetCore.Hosting";
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";
    private const string Port = "server.port";

    /// <summary>All of them, ordered by meter and instrument.</summary>
    public static ImmutableArray<BuiltInMetric> All { get; } =
    [
        new(Hosting, "http.server.active_requests", "http_server_active_requests", "http.request.method"),
        new(
            Hosting, "http.server.request.duration", "http_server_request_duration_seconds",
            "http.route", "http.request.method", "http.response.status_code"),
        new(Kestrel, "kestrel.active_connections", "kestrel_active_connections", Port),
        new(Kestrel, "kestrel.active_tls_handshakes", "kestrel_active_tls_handshakes", Port),
        new(Kestrel, "kestrel.connection.duration", "kestrel_connection_duration_seconds", Port, "error.type"),
        new(Kestrel, "kestrel.queued_connections", "kestrel_queued_connections", Port),
        new(Kestrel, "kestrel.rejected_connections", "kestrel_rejected_connections_total", Port),
        new(Kestrel, "kestrel.tls_handshake.duration", "kestrel_tls_handshake_duration_seconds", "tls.protocol.version", "error.type"),
        new(Runtime, "dotnet.exceptions", "dotnet_exceptions_total", "error.type"),
        new(Runtime, "dotnet.gc.collections", "dotnet_gc_collections_total", "gc.heap.generation"),
        new(Runtime, "dotnet.gc.heap.total_allocated", "dotnet_gc_heap_total_allocated_bytes_total"),
        new(Runtime, "dotnet.gc.last_collection.heap.size", "dotnet_gc_last_collection_heap_size_bytes", "gc.heap.generation"),
        new(Runtime, "dotnet.gc.last_collection.memory.committed_size", "dotnet_gc_last_collection_memory_committed_size_bytes"),
        new(Runtime, "dotnet.gc.pause.time", "dotnet_gc_pause_time_seconds_total"),
        new(Runtime, "dotnet.monitor.lock_contentions", "dotnet_monitor_lock_contentions_total"),
        new(Runtime, "dotnet.process.cpu.count", "dotnet_process_cpu_count"),
        new(Runtime, "dotnet.process.cpu.time", "dotnet_process_cpu_time_seconds_total", "cpu.mode"),
        new(Runtime, "dotnet.process.memory.working_set", "dotnet_process_memory_working_set_bytes"),
        new(Runtime, "dotnet.thread_pool.queue.length", "dotnet_thread_pool_queue_length") { IsGauge = true },
        new(Runtime, "dotnet.thread_pool.thread.count", "dotnet_thread_pool_thread_count") { IsGauge = true },
        new(Runtime, "dotnet.thread_pool.work_item.count", "dotnet_thread_pool_work_item_count_total"),
    ];

    /// <summary>The metric of an instrument, or null when it is not served.</summary>
    public static BuiltInMetric? Find(string meter, string instrument) =>
        All.FirstOrDefault(metric => metric.Meter == meter && metric.Instrument == instrument);
}
