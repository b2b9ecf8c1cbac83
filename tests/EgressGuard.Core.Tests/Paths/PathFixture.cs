using EgressGuard.Core.Admission;
using EgressGuard.Core.Labels;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Yaml;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>A set of manifests that make an egress path together. The mesh holds these objects and no others.</summary>
internal sealed record PathFixture(IReadOnlyList<Subject> Objects, MeshSnapshot Mesh, EgressPolicy Policy)
{
    private const string DefaultNamespace = "default";

    public static PathFixture Load(string path)
    {
        var policy = EgressPolicy.Default;
        var objects = new List<Subject>();
        foreach (var manifest in ManifestReader.Read(File.ReadAllBytes(path), path))
        {
            Assert.Empty(manifest.Issues);
            var described = ManifestObject.Read(manifest, DefaultNamespace);
            if (described.KindName == PolicyReader.Kind)
            {
                var read = PolicyReader.Read(manifest.Json);
                Assert.True(read.IsValid, $"{path}:{manifest.Line}: {string.Join("; ", read.Errors)}");
                policy = read.Policy!;
                continue;
            }

            Assert.True(described.Subject is not null, $"{path}:{manifest.Line}: {described.Defect}");
            objects.Add(described.Subject);
        }

        // As they are once admitted: which ServiceEntries Istio merges depends on their labels.
        var written = MeshOf(objects, policy);
        objects = objects.ConvertAll(item => LabelInjector.Label(item, written, policy));
        return new PathFixture(objects, MeshOf(objects, policy), policy);
    }

    private static MeshSnapshot MeshOf(List<Subject> objects, EgressPolicy policy) => objects.Aggregate(
        MeshSnapshot.Empty.ForDomain(policy.Mesh.ClusterDomain), (mesh, item) => mesh.With(item.Object, item.Reference));

    /// <summary>A line for each finding of each object, judged against the whole set as admission would leave it.</summary>
    public IEnumerable<string> Findings() =>
        from item in Objects
        from finding in ObjectCheck.Check(item, Basis.Of(Mesh, Policy)).Findings
        select $"{finding.Action} {finding.Rule} {item} {finding.Pointer}".TrimEnd();
}
