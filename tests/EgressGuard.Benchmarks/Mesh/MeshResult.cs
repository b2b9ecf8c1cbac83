using EgressGuard.Benchmarks.Load;

namespace EgressGuard.Benchmarks.Mesh;

/// <summary>What a webhook does whose mesh is large, and in its turns one whose mesh is small.</summary>
/// <param name="Small">With the small mesh.</param>
/// <param name="Large">With the large one.</param>
/// <param name="Memory">The resident memory after the load with the large mesh, in MiB.</param>
/// <param name="PeakMemory">The most that it ever was.</param>
internal sealed record MeshResult(Round Small, Round Large, double Memory, double PeakMemory)
{
    /// <summary>How much of the throughput the large mesh takes, from 0 to 1.</summary>
    public double Loss => 1 - (Large.PerSecond / Small.PerSecond);
}
