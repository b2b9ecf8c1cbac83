using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using BenchmarkDotNet.Attributes;
using EgressGuard.Benchmarks.Corpus;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Labels;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Benchmarks.Parts;

/// <summary>What a review is made of, each part by itself, for an object of the compliant samples in the mesh of all samples.</summary>
public class ReviewParts
{
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private JudgingBasis _basis = null!;
    private byte[] _review = null!;
    private byte[] _unguarded = null!;
    private byte[] _object = null!;
    private Subject _subject = null!;
    private Subject _unlabelled = null!;
    private PathQuestion _question = null!;
    private AdmissionAnswer _allowed = null!;
    private AdmissionAnswer _refused = null!;

    [Params(ObjectKind.ServiceEntry, ObjectKind.VirtualService, ObjectKind.Pod)]
    public ObjectKind Kind { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var samples = SampleMesh.Read();
        _basis = samples.Basis;
        _review = ReviewCorpus.Sample(samples, Kind);

        // A kind that is not guarded: its envelope is read, and nothing else is done.
        var text = Encoding.UTF8.GetString(_review);
        _unguarded = Encoding.UTF8.GetBytes(text.Replace($"\"kind\":\"{Kind}\"", "\"kind\":\"ConfigMap\"", StringComparison.Ordinal));
        _allowed = AdmissionReviewer.Review(AdmissionPhase.Validate, _review, _basis);
        _object = _allowed.Request.Object.ToArray();
        _subject = new Subject(Parse()!, _allowed.Request.Namespace, _allowed.Request.Name);
        var metadata = _subject.Object.Metadata with { Labels = new Dictionary<string, string?>() };
        _unlabelled = _subject with { Object = _subject.Object with { Metadata = metadata } };
        var (reference, declared) = _basis.Mesh.All(ObjectKind.ServiceEntry).OrderBy(item => item.Key).First();
        var entry = ((ServiceEntry)declared).Spec!;
        _question = new PathQuestion(reference.Namespace, HostName.Normalize(entry.Hosts[0]), entry.Ports[0].Number!.Value);
        _refused = _allowed with { IsAllowed = false, Code = RefusalCode.Forbidden, Message = new string('x', 400) };
    }

    [Benchmark(Description = "read the envelope")]
    public AdmissionAnswer Envelope() => AdmissionReviewer.Review(AdmissionPhase.Validate, _unguarded, _basis);

    [Benchmark(Description = "read the object")]
    public KubeObject? Parse() => KubeObjectReader.Read(Kind, _object, out _);

    [Benchmark(Description = "evaluate the rules")]
    public Verdict Evaluate() => RuleEngine.Evaluate(_subject, _basis.Mesh, _basis.Policy);

    /// <summary>To the first host of the samples, from its own namespace: the same for every kind.</summary>
    [Benchmark(Description = "follow a path")]
    public EgressPath Path() => new EgressPaths(_basis.Mesh, _basis.Policy).Find(_question);

    [Benchmark(Description = "make the patch")]
    public ImmutableArray<PatchOperation> Patch() => LabelInjector.Inject(_unlabelled, _basis.Mesh, _basis.Policy);

    [Benchmark(Description = "write an allowance")]
    public int Allow() => Write(_allowed);

    [Benchmark(Description = "write a refusal")]
    public int Refuse() => Write(_refused);

    [Benchmark(Description = "all of /validate")]
    public int Validate() => Write(AdmissionReviewer.Review(AdmissionPhase.Validate, _review, _basis));

    [Benchmark(Description = "all of /mutate")]
    public int Mutate() => Write(AdmissionReviewer.Review(AdmissionPhase.Mutate, _review, _basis));

    private int Write(AdmissionAnswer answer)
    {
        _output.ResetWrittenCount();
        answer.WriteTo(_output);
        return _output.WrittenCount;
    }
}
