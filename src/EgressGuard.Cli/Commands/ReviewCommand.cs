using System.Buffers;
using System.CommandLine;
using EgressGuard.Cli.Inputs;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Policy;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Commands;

/// <summary><c>egressguard review</c>: an AdmissionReview in, the webhook's answer out, byte for byte.</summary>
internal static class ReviewCommand
{
    private const string StandardInput = "-";

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("file")
        {
            Description = "An AdmissionReview as the API server sends it, in JSON; - or nothing for standard input.",
            DefaultValueFactory = _ => StandardInput,
        };
        var policyFile = new InputOptions().Policy;
        var context = ContextOption.Create("Manifests that are the mesh; without them it is empty");
        var exemptions = new ExemptionOptions("EgressExemptions, besides those among the manifests");
        var mutate = new Option<bool>("--mutate")
        {
            Description = "Answer as POST /mutate does; without it, as POST /validate.",
        };
        var command = new Command("review", "Answer an AdmissionReview as the webhook does. Exit code 0: allowed; 1: denied; 2: no answer.")
        {
            file, policyFile, context, exemptions.Paths, exemptions.At, mutate,
        };
        command.SetAction(parsed =>
        {
            var policy = InputOptions.ReadPolicy(parsed.GetValue(policyFile));
            var mesh = ReadMesh(parsed.GetValue(context) ?? [], policy, terminal);
            var basis = new JudgingBasis(
                mesh.Mesh, policy, mesh.Exemptions.With(exemptions.Read(parsed, terminal)), exemptions.Now(parsed, terminal));
            var body = ReadBody(parsed.GetValue(file)!, terminal);
            var phase = parsed.GetValue(mutate) ? AdmissionPhase.Mutate : AdmissionPhase.Validate;
            return Answer(AdmissionReviewer.Review(phase, body, basis), terminal);
        });
        return command;
    }

    private static MeshManifests ReadMesh(string[] contexts, EgressPolicy policy, Terminal terminal)
    {
        var manifests = new MeshManifests(policy.Mesh.ClusterDomain);
        foreach (var manifest in ContextOption.Read(contexts, terminal.Input))
        {
            manifests.Add(manifest);
        }

        return manifests;
    }

    private static byte[] ReadBody(string file, Terminal terminal)
    {
        if (file != StandardInput)
        {
            return InputFiles.ReadAll(file);
        }

        using var input = terminal.Input();
        using var buffer = new MemoryStream();
        input.CopyTo(buffer);
        return buffer.ToArray();
    }

    private static int Answer(AdmissionAnswer answer, Terminal terminal)
    {
        if (answer.Uid is null)
        {
            throw new UsageException(answer.Message);
        }

        var review = new ArrayBufferWriter<byte>();
        answer.WriteTo(review);
        using var output = terminal.RawOutput();
        output.Write(review.WrittenSpan);
        return answer.IsAllowed ? ExitCode.Clean : ExitCode.Findings;
    }
}
