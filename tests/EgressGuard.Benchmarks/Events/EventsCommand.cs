using System.Globalization;
using EgressGuard.Benchmarks.Cli;
using EgressGuard.Benchmarks.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Kubernetes.Api;
using static EgressGuard.Benchmarks.Output;

namespace EgressGuard.Benchmarks.Events;

/// <summary>Mean processor time, in microseconds, on all cores and with the garbage collector's.</summary>
/// <param name="Kind">What the events are about.</param>
/// <param name="What">What happens.</param>
/// <param name="Event">From the bytes of the event to the published snapshot.</param>
/// <param name="First">The first review of a ServiceEntry and of a VirtualService after that, both together.</param>
/// <param name="Next">The same reviews once more.</param>
internal sealed record EventCost(ObjectKind Kind, string What, double Event, double First, double Next);

/// <summary>What changes of the large mesh cost, through the feed of the webhook.</summary>
internal static class EventsCommand
{
    private const int Count = 400;
    private const int WarmCount = 400;

    // Of objects that no event is about.
    private static readonly Subject[] Reviewed =
    [
        LargeMesh.Read(ObjectKind.ServiceEntry, LargeMesh.Applications - 1),
        LargeMesh.Read(ObjectKind.VirtualService, LargeMesh.Applications - 1),
    ];

    /// <summary>Measures and prints.</summary>
    public static async Task<IReadOnlyList<EventCost>> RunAsync()
    {
        await using var mesh = await LiveMesh.StartAsync();
        Say($"The large mesh: {LargeMesh.Description}. It takes {mesh.Memory:F0} MiB of managed memory.");
        Say($"Means of {Count} events, in microseconds of processor time on all cores, with the garbage collector's. The reviews are one "
            + $"of a ServiceEntry and one of a VirtualService, both together.");
        Say($"| event | until it is published | the first reviews after it | the same reviews again |");
        Say($"|---|---|---|---|");
        foreach (var kind in LargeMesh.Kinds)
        {
            await MeasureAsync(mesh, kind, false, WarmCount); // so that the compiler is done with it
            await MeasureAsync(mesh, kind, true, WarmCount);
        }

        var costs = new List<EventCost>();
        foreach (var kind in LargeMesh.Kinds)
        {
            foreach (var isRemoved in (bool[])[false, true])
            {
                costs.Add(await MeasureAsync(mesh, kind, isRemoved, Count));
                Say($"| {kind} {costs[^1].What} | {costs[^1].Event:F0} | {costs[^1].First:F0} | {costs[^1].Next:F0} |");
            }
        }

        Say($"Load average at the end {Machine.Load}.");
        return costs;
    }

    private static async Task<EventCost> MeasureAsync(LiveMesh mesh, ObjectKind kind, bool isRemoved, int count)
    {
        var spent = (Event: TimeSpan.Zero, First: TimeSpan.Zero, Next: TimeSpan.Zero);
        for (var number = 0; number < count; number++)
        {
            var happened = Event(kind, isRemoved, number);
            var before = ResourceUsage.OfThisProcess().ProcessorTime;
            await mesh.TakeAsync(kind, happened);
            var published = ResourceUsage.OfThisProcess().ProcessorTime;
            Review(mesh);
            var reviewed = ResourceUsage.OfThisProcess().ProcessorTime;
            Review(mesh);
            var again = ResourceUsage.OfThisProcess().ProcessorTime;
            spent = (spent.Event + published - before, spent.First + reviewed - published, spent.Next + again - reviewed);
        }

        return new EventCost(kind, isRemoved ? "removed, added" : "changed", Mean(spent.Event), Mean(spent.First), Mean(spent.Next));

        double Mean(TimeSpan time) => time.TotalMicroseconds / count;
    }

    /// <summary>Changed: another annotation. Otherwise in turn removed, and added again.</summary>
    private static WatchEvent Event(ObjectKind kind, bool isRemoved, int number)
    {
        var text = LargeMesh.Text(kind, (isRemoved ? number / 2 : number) * LargeMesh.Applications / Count);
        var version = Guid.NewGuid().GetHashCode().ToString(CultureInfo.InvariantCulture);
        var type = !isRemoved ? "MODIFIED" : number % 2 == 0 ? "DELETED" : "ADDED";
        return new WatchEvent(type, StoredObject.Bytes(StoredObject.Of(text, version)));
    }

    private static void Review(LiveMesh mesh)
    {
        foreach (var subject in Reviewed)
        {
            RuleEngine.Evaluate(subject, mesh.Current, EgressPolicy.Default);
        }
    }
}
