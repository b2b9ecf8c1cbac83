using System.Globalization;
using System.Text;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Oracles;
using EgressGuard.Core.Tests.Paths.Naive;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>
/// The engine against a second, naive implementation of docs/egress-path.md, on random meshes: both must find the same ways. The seed is
/// fixed, so that a build is green or red for the same reason everywhere; EGRESSGUARD_SEED=n tries others, EGRESSGUARD_PATH_CASES=n more.
/// </summary>
public sealed class PathAgreementTests
{

    private const int Parts = 4;

    private static int Cases { get; } = Setting("EGRESSGUARD_PATH_CASES", 20_000);

    private static int Shown { get; } = Setting("EGRESSGUARD_PATH_SHOWN", 3);

    private static int Seed { get; } = Setting("EGRESSGUARD_SEED", 20_261_121);

    [Fact]
    public void The_engine_and_the_naive_implementation_agree()
    {
        // Each part has a seed of its own, so that the parts can be compared side by side.
        var parts = Enumerable.Range(0, Parts).AsParallel().AsOrdered().Select(part => Compare(new Pick(new Random(Seed + part)))).ToList();

        var disagreements = parts.SelectMany(part => part.Disagreements).ToList();
        Assert.True(disagreements.Count == 0, Describe(disagreements));

        // A comparison in which an outcome hardly ever occurs holds nothing against it.
        var outcomes = parts.SelectMany(part => part.Outcomes).CountBy(outcome => outcome).ToDictionary();
        Assert.All(Enum.GetValues<PathOutcome>(), outcome => Assert.True(
            outcomes.GetValueOrDefault(outcome) >= Cases * 3 / 100, $"{outcome}: {outcomes.GetValueOrDefault(outcome)} of {Cases}"));
    }

    private static (List<PathOutcome> Outcomes, List<RandomMesh> Disagreements) Compare(Pick pick)
    {
        var outcomes = new List<PathOutcome>();
        var disagreements = new List<RandomMesh>();
        for (var i = 0; i < Cases / Parts; i++)
        {
            var mesh = RandomMesh.Of(pick);
            var expected = Naive(mesh);
            outcomes.Add(expected.Outcome);
            if (Engine(mesh) != expected)
            {
                disagreements.Add(mesh);
            }
        }

        return (outcomes, disagreements);
    }

    private static PathAnswer Naive(RandomMesh mesh) => PathAnswer.Of(
        NaivePaths.Find(mesh.Objects, mesh.Policy, mesh.Namespace, mesh.Host, mesh.Port)
            .Select(way => (way.Outcome, way.Faults.Select(fault => fault.Code))));

    private static PathAnswer Engine(RandomMesh mesh) => PathAnswer.Of(Path(mesh).Ways
        .Select(way => (way.Outcome, way.Faults.Select(fault => fault.Code))));

    private static EgressPath Path(RandomMesh mesh)
    {
        return new EgressPaths(MeshReader.Mesh(mesh.Objects), mesh.Policy).Find(new PathQuestion(mesh.Namespace, mesh.Host, mesh.Port));
    }

    /// <summary>The disagreement that takes the fewest objects to see, for somebody who has to say which side is right.</summary>
    private static string Describe(List<RandomMesh> disagreements)
    {
        if (disagreements.Count == 0)
        {
            return "";
        }

        var smallest = disagreements
            .OrderBy(mesh => Naive(mesh).Outcome == Engine(mesh).Outcome)
            .ThenBy(mesh => Naive(mesh).Outcomes == Engine(mesh).Outcomes)
            .Take(50)
            .Select(Shrink)
            .OrderBy(mesh => mesh.Objects.Count)
            .DistinctBy(mesh => (Naive(mesh), Engine(mesh)))
            .Take(Shown);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"seed {Seed}: {disagreements.Count} disagreements of {Cases}");
        foreach (var mesh in smallest)
        {
            var settings = mesh.Policy.Mesh;
            text.Append(CultureInfo.InvariantCulture, $"\n\nfrom {mesh.Namespace} to {mesh.Host}:{mesh.Port}; {settings.OutboundTrafficPolicy}, ")
                .Append(CultureInfo.InvariantCulture, $"exportTo {string.Join(' ', settings.DefaultExportTo)}, ")
                .Append(CultureInfo.InvariantCulture, $"revisions {string.Join(' ', settings.Revisions)}, ")
                .Append(CultureInfo.InvariantCulture, $"gateways {string.Join(' ', settings.EgressGateways.Select(gateway => gateway.Service))}\n")
                .Append(CultureInfo.InvariantCulture, $"naive:  {Naive(mesh)}\nengine: {Engine(mesh)}\n")
                .AppendJoin('\n', Path(mesh).Ways.Select(way => $"  {way.Outcome} {way.Condition}: {way.Reason}; "
                    + string.Join(" > ", way.Hops.Select(hop => $"{hop.Object} {hop.Text}"))
                    + string.Concat(way.Faults.Select(fault => $"\n    {fault.Code}: {fault.Message}"))))
                .Append('\n')
                .AppendJoin('\n', mesh.Objects.Select(item => item.ToJsonString()));
        }

        return text.ToString();
    }

    /// <summary>The same disagreement without the objects that it does not need.</summary>
    private static RandomMesh Shrink(RandomMesh mesh)
    {
        for (var i = 0; i < mesh.Objects.Count;)
        {
            var without = mesh with { Objects = [.. mesh.Objects.Where((_, index) => index != i)] };
            if (Naive(without) != Engine(without))
            {
                (mesh, i) = (without, 0);
            }
            else
            {
                i++;
            }
        }

        return mesh;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
