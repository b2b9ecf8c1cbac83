using System.Diagnostics;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using static EgressGuard.Benchmarks.Output;

namespace EgressGuard.Benchmarks.Scale;

/// <summary>How the cost of reviews and of changes grows with the mesh.</summary>
internal static class ScaleCommand
{
    private const int Rounds = 200;

    private static readonly EgressPolicy Policy = EgressPolicy.Default;

    private static readonly int[] Sizes = [1_000, 2_000, 5_000, 10_000, 20_000];

    /// <summary>Measures, prints, and gives the sizes that were measured.</summary>
    public static IReadOnlyList<int> Run()
    {
        WarmUp();
        Say($"Medians of {Rounds}, in microseconds; 'after' is the first review after a change of an object of the kind named. "
            + $"KiB is what one review allocates.");
        Say($"| objects | build ms | managed MiB | ServiceEntry | KiB | VirtualService | KiB | Pod | change | "
            + $"VirtualService after VirtualService | after Gateway | after Service | ServiceEntry after ServiceEntry | findings |");
        Say($"|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var size in Sizes)
        {
            Measure(size);
        }

        Say($"Load average at the end {Machine.Load}.");
        return Sizes;
    }

    /// <summary>Until the compiler is done with what is measured.</summary>
    private static void WarmUp()
    {
        var mesh = SyntheticMesh.Make(1_000);
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5);)
        {
            mesh = SyntheticMesh.With(mesh, SyntheticMesh.Unshared.Read(ObjectKind.Gateway, 1));
            foreach (var kind in (ObjectKind[])[ObjectKind.ServiceEntry, ObjectKind.VirtualService, ObjectKind.Pod])
            {
                var subject = SyntheticMesh.Unshared.Read(kind, 1);
                mesh = SyntheticMesh.With(mesh, subject);
                Judge(mesh, subject, 100);
            }
        }
    }

    private static void Measure(int size)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = Stopwatch.GetTimestamp();
        var mesh = SyntheticMesh.Make(size);
        var build = Stopwatch.GetElapsedTime(start);
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        var (entry, route, pod) = (Subject(ObjectKind.ServiceEntry), Subject(ObjectKind.VirtualService), Subject(ObjectKind.Pod));
        var findings = RuleEngine.Evaluate(entry, mesh, Policy).Findings.Length + RuleEngine.Evaluate(route, mesh, Policy).Findings.Length;
        Say($"| {size} | {build.TotalMilliseconds:F0} | {memory / 1048576.0:F1} | {Judge(mesh, entry):F0} | {Allocated(mesh, entry):F1} | "
            + $"{Judge(mesh, route):F0} | {Allocated(mesh, route):F1} | {Judge(mesh, pod):F0} | {Change(mesh):F0} | "
            + $"{After(mesh, ObjectKind.VirtualService, route):F0} | {After(mesh, ObjectKind.Gateway, route):F0} | "
            + $"{After(mesh, ObjectKind.Service, route):F0} | {After(mesh, ObjectKind.ServiceEntry, entry):F0} | {findings} |");

        Subject Subject(ObjectKind kind) => SyntheticMesh.Unshared.Read(kind, size / 10);
    }

    /// <summary>One review of the object in a mesh that stays as it is.</summary>
    private static double Judge(MeshSnapshot mesh, Subject subject, int rounds = Rounds) =>
        MedianTime(rounds, _ => () => RuleEngine.Evaluate(subject, mesh, Policy));

    /// <summary>What such a review allocates on average, in KiB.</summary>
    private static double Allocated(MeshSnapshot mesh, Subject subject)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < Rounds; round++)
        {
            GC.KeepAlive(RuleEngine.Evaluate(subject, mesh, Policy));
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / 1024.0 / Rounds;
    }

    /// <summary>One object of the mesh replaced by an equal one.</summary>
    private static double Change(MeshSnapshot mesh) => MedianTime(Rounds, round =>
    {
        var changed = SyntheticMesh.Unshared.Read(ObjectKind.VirtualService, round);
        return () => SyntheticMesh.With(mesh, changed);
    });

    /// <summary>One change, which is not counted, and the first review after it, which is.</summary>
    private static double After(MeshSnapshot mesh, ObjectKind change, Subject subject) => MedianTime(Rounds, round =>
    {
        mesh = SyntheticMesh.With(mesh, SyntheticMesh.Unshared.Read(change, round % 100));
        return () => RuleEngine.Evaluate(subject, mesh, Policy);
    });

    private static double MedianTime(int rounds, Func<int, Func<object>> prepare)
    {
        var times = new double[rounds];
        for (var round = 0; round < rounds; round++)
        {
            var measured = prepare(round);
            var start = Stopwatch.GetTimestamp();
            GC.KeepAlive(measured());
            times[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return Median.Of(times, time => time);
    }
}
