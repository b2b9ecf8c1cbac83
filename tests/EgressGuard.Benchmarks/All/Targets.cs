using EgressGuard.Benchmarks.Cli;
using EgressGuard.Benchmarks.Events;
using EgressGuard.Benchmarks.First;
using EgressGuard.Benchmarks.Load;
using EgressGuard.Benchmarks.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Benchmarks.All;

/// <summary>The targets of the guard, with what the parts of a run measured.</summary>
internal static class Targets
{
    /// <summary>What 20,000 manifests may take, for each manifest beyond 5,000: memory is bounded when it hardly grows.</summary>
    private const double KibibytesAManifest = 2;

    /// <summary>Of all cores, on average over the whole run, its start on one core among it.</summary>
    private const double IdleCores = 0.5;

    /// <summary>The targets. A part that failed is null.</summary>
    public static IEnumerable<Target> Of(
        LoadResult? load, MeshResult? mesh, IReadOnlyList<EventCost>? events, FirstResult? first, IReadOnlyList<CliResult>? cli) =>
        [.. OfLoad(load), .. OfFirst(first), .. OfMesh(mesh, events), .. OfCli(cli)];

    private static IEnumerable<Target> OfLoad(LoadResult? load)
    {
        foreach (var connections in LoadCommand.Connections)
        {
            yield return new Target(
                $"CPU per review beside bare Kestrel, connections: {connections}", 1.5, Row(connections)?.ProcessorTimeRatio, "x");
        }

        yield return new Target("p99 beside bare Kestrel, connections: 16", 2, Row(16)?.P99Ratio, "x");
        yield return new Target("1,400 reviews/s of Gatekeeper, of the webhook's at 16 connections", 10, 140_000 / Row(16)?.Webhook.PerSecond, " %");
        yield return new Target("allocated per ServiceEntry review", 16, Allocated(ObjectKind.ServiceEntry), " KiB");

        LoadRow? Row(int connections) => load?.Rows.First(row => row.Connections == connections);
        double? Allocated(ObjectKind kind) => load?.InProcess.First(cost => cost.Kind == kind && cost.Operation is null).Allocated;
    }

    private static IEnumerable<Target> OfFirst(FirstResult? first) =>
    [
        new("the very first review after ready, worst of all starts", 10, first?.Worst, " ms"),
        new("the first review of any sort, worst of all starts", 10, first?.WorstOfAll, " ms"),
    ];

    private static IEnumerable<Target> OfMesh(MeshResult? mesh, IReadOnlyList<EventCost>? events) =>
    [
        new("throughput lost to the large mesh, connections: 16", 20, mesh?.Loss * 100, " %"),
        new("resident memory with the large mesh, after the load", 300, mesh?.Memory, " MiB"),
        new("resident memory with the large mesh, at its peak", 300, mesh?.PeakMemory, " MiB"),
        new("CPU of one watch event in the large mesh, dearest kind", 1, events?.Max(cost => cost.Event) / 1000, " ms"),
        new(
            "the same with what it adds to the first reviews after it", 1,
            events?.Max(cost => cost.Event + cost.First - cost.Next) / 1000, " ms"),
    ];

    private static IEnumerable<Target> OfCli(IReadOnlyList<CliResult>? cli)
    {
        yield return new Target("command line, one manifest", 120, Of(1)?.Wall, " ms");
        yield return new Target("command line, 1,000 manifests", 600, Of(1_000)?.Wall, " ms");
        yield return new Target(
            "command line, peak memory a manifest from 5,000 to 20,000", KibibytesAManifest,
            (Of(20_000)?.PeakMemory - Of(5_000)?.PeakMemory) * 1024 / 15_000, " KiB");
        yield return new Target(
            "command line, cores left idle with 20,000 manifests", IdleCores, Environment.ProcessorCount - Of(20_000)?.Cores, "");

        CliResult? Of(int manifests) => cli?.First(result => result.Manifests == manifests);
    }
}
