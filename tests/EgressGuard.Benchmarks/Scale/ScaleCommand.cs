using System.Diagnostics;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using static EgressGuard.Benchmarks.Output;

namespace EgressGuard.Benchmarks.Scale;

/// <summary>How the cost of reviews and of changes grows with the mesh.</summary>
internal static class ScaleCommand
{
    private const int Rounds = 200;

    private static readonly EgressPolicy Policy = EgressPolicy.Default;

    public static int Run(int[] sizes)
    {
        WarmUp();
        Say($"Medians of {Rounds}, in microseconds; 'after' is the first review after a change of an object of the kind named.");
        Say($"| objects | build ms | memory MiB | ServiceEntry | VirtualService | Pod | change | "
            + $"VirtualService after VirtualService | after Gateway | after Service | ServiceEntry after ServiceEntry | findings |");
        Say($"|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var size in sizes)
        {
            Measure(size);
        }

        return 0;
    }

    /// <summary>Until the compiler is done with what is measured.</summary>
    private static void WarmUp()
    {
        var mesh = SyntheticMesh.Make(1_000);
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5);)
        {
            mesh = SyntheticMesh.With(mesh, SyntheticMesh.Gateway(1));
            foreach (var subject in (Subject[])[SyntheticMesh.ServiceEntry(1), SyntheticMesh.VirtualService(1), SyntheticMesh.Pod(1)])
            {
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
        var number = size / 10;
        var (entry, route, pod) = (SyntheticMesh.ServiceEntry(number), SyntheticMesh.VirtualService(number), SyntheticMesh.Pod(number));
        var findings = RuleEngine.Evaluate(entry, mesh, Policy).Findings.Length + RuleEngine.Evaluate(route, mesh, Policy).Findings.Length;
        Say($"| {size} | {build.TotalMilliseconds:F0} | {memory / 1048576.0:F0} | {Judge(mesh, entry):F0} | {Judge(mesh, route):F0} | "
            + $"{Judge(mesh, pod):F0} | {Change(mesh):F0} | {After(mesh, SyntheticMesh.VirtualService, route):F0} | "
            + $"{After(mesh, SyntheticMesh.Gateway, route):F0} | {After(mesh, SyntheticMesh.Service, route):F0} | "
            + $"{After(mesh, SyntheticMesh.ServiceEntry, entry):F0} | {findings} |");
    }

    /// <summary>One review of the object in a mesh that stays as it is.</summary>
    private static double Judge(MeshSnapshot mesh, Subject subject, int rounds = Rounds) =>
        Median(rounds, _ => () => RuleEngine.Evaluate(subject, mesh, Policy));

    /// <summary>One object of the mesh replaced by an equal one.</summary>
    private static double Change(MeshSnapshot mesh) => Median(Rounds, round =>
    {
        var changed = SyntheticMesh.VirtualService(round);
        return () => SyntheticMesh.With(mesh, changed);
    });

    /// <summary>One change, which is not counted, and the first review after it, which is.</summary>
    private static double After(MeshSnapshot mesh, Func<int, Subject> change, Subject subject) => Median(Rounds, round =>
    {
        mesh = SyntheticMesh.With(mesh, change(round % 100));
        return () => RuleEngine.Evaluate(subject, mesh, Policy);
    });

    private static double Median(int rounds, Func<int, Func<object>> prepare)
    {
        var times = new double[rounds];
        for (var round = 0; round < rounds; round++)
        {
            var measured = prepare(round);
            var start = Stopwatch.GetTimestamp();
            GC.KeepAlive(measured());
            times[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(times);
        return times[rounds / 2];
    }
}
