using System.Collections.Immutable;
using System.Text;
using EgressGuard.Cli.Checking;
using EgressGuard.Cli.Mutation;
using EgressGuard.Cli.Reports;
using EgressGuard.Core.Verdicts;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Scaffolding;

/// <summary>The set of a request: labelled as admission would label it, and judged as admission would judge it.</summary>
internal sealed class ScaffoldSet
{
    private readonly ScaffoldRequest _request;
    private readonly ImmutableArray<ScaffoldDocument> _documents;
    private readonly List<MutatedObject> _objects;

    private ScaffoldSet(ScaffoldRequest request, ImmutableArray<ScaffoldDocument> documents, List<MutatedObject> objects) =>
        (_request, _documents, _objects) = (request, documents, objects);

    /// <summary>What could not be told, each a sentence without capital and full stop, ordered.</summary>
    public IReadOnlyCollection<string> Untold { get; private init; } = [];

    /// <summary>Makes the set.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="context">The mesh around it, as far as it is given: namespaces, of which some policies take labels.</param>
    /// <exception cref="UsageException">The policy does not admit the set.</exception>
    public static ScaffoldSet Of(ScaffoldRequest request, IReadOnlyCollection<Manifest> context)
    {
        ImmutableArray<ScaffoldDocument> documents = [.. request.Pattern.Documents(new ScaffoldWords(request))];
        var mutation = new MutateRun(request.Policy, request.Namespace);
        foreach (var manifest in context)
        {
            mutation.AddContext(manifest);
        }

        foreach (var document in documents)
        {
            mutation.Add(ManifestReader.Read(Encoding.UTF8.GetBytes(document.Yaml), "scaffold").Single());
        }

        var set = new ScaffoldSet(request, documents, mutation.Mutate()) { Untold = mutation.Untold };
        set.RefuseWhatAdmissionWould(context);
        return set;
    }

    /// <summary>The set as YAML documents, each with a comment, for <c>kubectl apply -f -</c>.</summary>
    public void WriteYaml(TextWriter output)
    {
        var (host, gateway) = (_request.Host, _request.Gateway);
        var (pattern, clients) = (_request.Pattern, string.Join(", ", _request.Clients));
        output.Write(
            $"# {host} for {clients}, mode {pattern.Mode}, through port {pattern.GatewayPort} of {gateway.Namespace}/{gateway.Service}.\n"
            + "# kubectl apply -f keeps this order. To take the set back, delete the ServiceEntry before the rest: alone it leads past the "
            + "gateway.\n");
        var separator = "";
        foreach (var (document, item) in _documents.Zip(_objects))
        {
            output.Write($"{separator}\n# {document.Comment}\n");
            output.Write(ManifestYaml.Write(PatchedJson.Of(item, indented: false)));
            separator = "---";
        }
    }

    /// <summary>The set as JSON, one object after another, for <c>kubectl apply -f -</c>.</summary>
    public void WriteJson(TextWriter output) => MutationOutput.WriteJson(_objects, output);

    /// <summary>Judges what would be written, word for word. A set that has a finding is of no use to anybody.</summary>
    private void RefuseWhatAdmissionWould(IEnumerable<Manifest> context)
    {
        using var yaml = new StringWriter();
        WriteYaml(yaml);

        // At the end of time no exemption is in force: what is made anew needs none.
        var check = new CheckRun(_request.Policy, _request.Namespace, DateTimeOffset.MaxValue);
        foreach (var manifest in context)
        {
            check.AddContext(check.Describe(manifest));
        }

        foreach (var manifest in ManifestReader.Read(Encoding.UTF8.GetBytes(yaml.ToString()), "scaffold"))
        {
            check.Add(check.Describe(manifest));
        }

        var findings = check.Judge(contextIsComplete: true).Objects
            .SelectMany(item => item.Findings.Select(located => (Object: item, located.Finding)))
            .Where(item => item.Finding.Action >= RuleAction.Warn)
            .Select(item => PlainText.Of($"{item.Object}: {item.Finding.Rule} {item.Finding.Name}: {item.Finding.Message}")
                + $"\n  Fix: {PlainText.Of(item.Finding.Remedy)}")
            .ToList();
        if (findings.Count > 0)
        {
            throw new UsageException($"the policy does not admit this set, and nothing is written:\n{string.Join('\n', findings)}");
        }
    }
}
