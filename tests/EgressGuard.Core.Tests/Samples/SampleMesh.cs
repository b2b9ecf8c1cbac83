using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Tests.Fixtures;
using EgressGuard.Core.Verdicts;
using EgressGuard.Yaml;

namespace EgressGuard.Core.Tests.Samples;

/// <summary>
/// Manifests of <c>deploy/samples</c> as one mesh, judged as a user without a cluster judges them: by the default policy, each object
/// labelled first, and a kind of which nothing was given is not taken to be absent.
/// </summary>
internal sealed class SampleMesh
{
    private SampleMesh(IReadOnlyList<ManifestObject> objects)
    {
        Objects = objects;
        var subjects = objects.Select(item => item.Subject).OfType<Subject>().ToList();
        Snapshot = subjects.Aggregate(
            MeshSnapshot.Unknown.Knowing([.. subjects.Select(subject => subject.Object.Kind).Distinct()]),
            (mesh, subject) => mesh.With(subject.Object, subject.Reference));
    }

    public static string Compliant { get; } = Repository.PathOf("deploy", "samples", "compliant");

    public static string Broken { get; } = Repository.PathOf("deploy", "samples", "broken");

    public IReadOnlyList<ManifestObject> Objects { get; }

    public MeshSnapshot Snapshot { get; }

    /// <summary>The objects of these files.</summary>
    public static SampleMesh Load(IEnumerable<string> files) => new([
        .. from file in files
           from manifest in ManifestReader.Read(File.ReadAllBytes(file), Path.GetFileName(file))
           select ManifestObject.Read(manifest, "default")]);

    /// <summary>Every manifest below a directory, in the order of <c>kubectl apply</c>.</summary>
    public static IEnumerable<string> FilesBelow(string directory) =>
        Directory.EnumerateFiles(directory, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>The objects that some rule judges, with their verdicts.</summary>
    public IEnumerable<(ManifestObject Item, Verdict Verdict)> Judge() =>
        from item in Objects
        where item.Kind is { } kind && !RuleCatalog.For(kind).IsEmpty
        select (item, item.Subject is { } subject
            ? ObjectCheck.Check(subject, Basis.Of(Snapshot, EgressPolicy.Default))
            : MalformedObject.Judge(item.Defect!, EgressPolicy.Default));
}
