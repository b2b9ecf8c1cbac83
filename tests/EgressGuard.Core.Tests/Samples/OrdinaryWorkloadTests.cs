using EgressGuard.Core.Model;
using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Core.Tests.Samples;

/// <summary>
/// What people run who want nothing but their work done gives no finding: a false alarm is a defect of the same rank as a miss. The
/// objects stand in <c>tests/fixtures/ordinary</c> and are shaped as Istio's users write them and as its injector leaves them.
/// </summary>
public sealed class OrdinaryWorkloadTests
{
    private static readonly string Ordinary = Repository.PathOf("tests", "fixtures", "ordinary");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Ordinary).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>The pods of the pod rules' fixtures that Istio's injector has been at.</summary>
    public static TheoryData<string> Injected =>
    [
        .. FixtureFiles.Cases(FixtureFiles.Accepts)
            .Where(fixture => fixture.StartsWith("EG3", StringComparison.Ordinal) && fixture.Contains("/injected-", StringComparison.Ordinal)),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_gives_no_finding(string file) => AssertClean(SampleMesh.Load([Path.Combine(Ordinary, file)]));

    [Fact]
    public void All_of_them_together_give_no_finding() => AssertClean(SampleMesh.Load(SampleMesh.FilesBelow(Ordinary)));

    [Fact]
    public void They_cover_the_kinds_that_people_write()
    {
        var kinds = SampleMesh.Load(SampleMesh.FilesBelow(Ordinary)).Objects.Select(item => item.Kind).OfType<ObjectKind>().ToHashSet();

        Assert.Superset(
            new HashSet<ObjectKind>
            {
                ObjectKind.Pod, ObjectKind.Deployment, ObjectKind.StatefulSet, ObjectKind.DaemonSet, ObjectKind.Job, ObjectKind.CronJob,
                ObjectKind.Namespace, ObjectKind.Service, ObjectKind.NetworkPolicy, ObjectKind.VirtualService, ObjectKind.DestinationRule,
                ObjectKind.Gateway, ObjectKind.Sidecar, ObjectKind.AuthorizationPolicy, ObjectKind.ServiceEntry, ObjectKind.WorkloadEntry,
                ObjectKind.HTTPRoute, ObjectKind.EnvoyFilter,
            },
            kinds);
    }

    [Theory]
    [MemberData(nameof(Injected))]
    public void A_pod_that_Istio_has_injected_gives_no_finding(string fixture) =>
        Assert.Empty(RuleFixture.Load(FixtureFiles.Manifests(fixture)).Check().Findings);

    private static void AssertClean(SampleMesh mesh)
    {
        var found = mesh.Judge().SelectMany(
            judged => judged.Verdict.Findings, (judged, finding) => $"{judged.Item.KindName} {judged.Item.Name}: {finding.Rule} {finding.Pointer} {finding.Message}");

        Assert.NotEmpty(mesh.Judge());
        Assert.Empty(found);
    }
}
