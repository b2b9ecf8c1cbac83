using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Admission;

/// <summary>Every version in which a kind is served is judged: a guard of one version only would be walked around (istio-egress.md A6).</summary>
public sealed class ServedVersionsTests
{
    public static TheoryData<string, string, string> Versions
    {
        get
        {
            var versions = new TheoryData<string, string, string>();
            foreach (var (group, kind, served) in ServedVersions.All)
            {
                foreach (var version in served.Split(' '))
                {
                    versions.Add(group, kind, version);
                }
            }

            return versions;
        }
    }

    [Fact]
    public void No_kind_is_forgotten() => Assert.Equal(
        Enum.GetValues<ObjectKind>(), ServedVersions.All.Select(kind => ObjectKinds.Find(kind.Group, kind.Kind)!.Value).Distinct().Order());

    [Theory]
    [MemberData(nameof(Versions))]
    public void An_object_of_any_version_is_judged(string group, string kind, string version)
    {
        var apiVersion = group.Length == 0 ? version : $"{group}/{version}";
        var body = new ReviewBody { Group = group, Kind = kind, Object = $$"""{"apiVersion":"{{apiVersion}}","kind":"{{kind}}","metadata":5}""" };

        var answer = AdmissionReviewer.Review(AdmissionPhase.Validate, body.ToBytes(), Basis.Of(MeshSnapshot.Empty, EgressPolicy.Default));

        Assert.False(answer.IsAllowed);
        Assert.Equal(["EG001"], answer.Verdict.Findings.Select(finding => finding.Rule));
    }
}
