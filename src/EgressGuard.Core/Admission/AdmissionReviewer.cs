using EgressGuard.Core.Labels;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Admission;

/// <summary>
/// From the bytes of an AdmissionReview to the answer: the whole of what the webhook and <c>egressguard review</c> do, so that both
/// give the same bytes. It never throws: what goes wrong after the uid is known is refused in the answer (engineering.md 3.1, 3.3).
/// </summary>
public static class AdmissionReviewer
{
    /// <summary>Answers one review.</summary>
    /// <param name="phase">The question.</param>
    /// <param name="body">The request body. It must stay as it is while the answer is in use.</param>
    /// <param name="basis">What it is judged by.</param>
    /// <param name="deadline">Cancelled when the API server stops waiting; the answer is then a refusal.</param>
    public static AdmissionAnswer Review(
        AdmissionPhase phase, ReadOnlyMemory<byte> body, JudgingBasis basis, CancellationToken deadline = default)
    {
        var envelope = AdmissionEnvelopeReader.Read(body);
        if (envelope.Uid is null)
        {
            return AdmissionAnswer.Unreadable($"This is not a review that can be answered: {envelope.Problem}.");
        }

        var request = envelope.Request;
        var answer = new AdmissionAnswer { Uid = envelope.Uid, Request = request };
        if (envelope.Problem is { } problem)
        {
            return Refuse(answer, RefusalCode.BadRequest, $"This review cannot be answered: {problem}.");
        }

        try
        {
            deadline.ThrowIfCancellationRequested();
            return Decide(answer, phase, basis, deadline);
        }
        catch (OperationCanceledException)
        {
            return Refuse(answer, RefusalCode.Timeout, "EgressGuard had no time left to judge this request. Try again.");
        }
        catch (Exception exception)
        {
            var refusal = Refuse(
                answer,
                RefusalCode.InternalError,
                "EgressGuard failed while it judged this request, and what it cannot judge it does not let through. Its log has the details.");
            return refusal with { Fault = exception };
        }
    }

    private static AdmissionAnswer Decide(AdmissionAnswer answer, AdmissionPhase phase, JudgingBasis basis, CancellationToken deadline)
    {
        var request = answer.Request;
        var (mesh, policy) = (basis.Mesh, basis.Policy);
        if (request.Operation is not ("CREATE" or "UPDATE" or "DELETE" or "CONNECT"))
        {
            return Refuse(answer, RefusalCode.BadRequest, $"This review cannot be answered: '{request.Operation}' is not an operation.");
        }

        if (GuardObject.Find(request.Group, request.Kind) is { } own)
        {
            return phase == AdmissionPhase.Validate && GuardObject.IsJudged(request) && !HasSameContent(request)
                ? Answer(answer, $"{own} {request.Name}", GuardObject.Judge(own, request.Object, basis), RefusalCode.Invalid)
                : answer with { IsAllowed = true };
        }

        if (ReviewScope.Of(request) is not { } scope || policy.IsPlatformUser(request.Username))
        {
            return answer with { IsAllowed = true };
        }

        if (ChangesNothing(request))
        {
            return answer with { IsAllowed = true };
        }

        var isRemoval = request.Operation == "DELETE";
        var home = ObjectKinds.IsNamespaced(scope.Kind) ? request.Namespace : "";
        var read = ReadObject(scope.Kind, request, isRemoval ? request.OldObject : request.Object, out var defect);
        if (read is null)
        {
            // Istio does not read such an object either, and nobody could ever get rid of it otherwise.
            if (isRemoval && !request.OldObject.IsEmpty && request.Group == "networking.istio.io")
            {
                return answer with { IsAllowed = true };
            }

            return Answer(answer, $"{ObjectKinds.NameOf(scope.Kind)} {new ObjectRef(home, request.Name)}", MalformedObject.Judge(defect!, policy), RefusalCode.Invalid);
        }

        var subject = new Subject(
            read,
            home.Length > 0 || !ObjectKinds.IsNamespaced(scope.Kind) ? home : read.Metadata.Namespace ?? "",
            request.Name.Length > 0 ? request.Name : Subject.NameOf(read.Metadata))
        {
            IsRemoval = isRemoval,
            Former = isRemoval || request.OldObject.IsEmpty ? null : new FormerObject(scope.Kind, request.OldObject),
            Reach = scope.Reach,
        };
        if (phase == AdmissionPhase.Mutate)
        {
            return answer with { IsAllowed = true, Patch = scope.Reach.Length == 0 && !isRemoval ? LabelInjector.Inject(subject, mesh, policy) : [] };
        }

        var verdict = FormerFindings.Without(subject, RuleEngine.Evaluate(subject, mesh, policy, deadline), mesh, policy, deadline);
        return Answer(answer, subject.ToString(), basis.Exempt(subject, verdict), RefusalCode.Forbidden);
    }

    private static KubeObject? ReadObject(
        ObjectKind kind, AdmissionRequest request, ReadOnlyMemory<byte> utf8Json, out ObjectDefect? defect)
    {
        if (utf8Json.IsEmpty)
        {
            defect = new ObjectDefect("", "the request carries no object");
            return null;
        }

        var read = KubeObjectReader.Read(kind, utf8Json.Span, out defect);
        if (read is not null && ObjectKinds.Find(ObjectKinds.GroupOf(read.ApiVersion ?? ""), read.KindName ?? "") != kind)
        {
            defect = new ObjectDefect("/kind", $"it says that it is '{read.ApiVersion}' '{read.KindName}', the request says '{request.Group}' '{request.Kind}'");
            return null;
        }

        return read;
    }

    /// <summary>
    /// An update that leaves all that rules read as it was passes even where the object would be refused today: controllers are not
    /// blocked by old objects, and finalizers can be taken off (istio-egress.md section 7). An object on its way out has no other
    /// privilege: until its finalizers are gone and its pod has ended it is in force, and its labels count like its spec.
    /// </summary>
    private static bool ChangesNothing(AdmissionRequest request) =>
        !request.Object.IsEmpty
        && !request.OldObject.IsEmpty
        && ObjectParts.Find(request.Object) is { } now
        && now.MayStandIn(request.OldObject.Span)
        && ObjectParts.Find(request.OldObject) is { } before
        && now.HasSameContent(before)
        && now.HasSameLabelsAndAnnotations(before);

    /// <summary>Whether an update leaves the object as it was but for its metadata and status.</summary>
    private static bool HasSameContent(AdmissionRequest request) =>
        !request.Object.IsEmpty
        && !request.OldObject.IsEmpty
        && ObjectParts.Find(request.Object) is { } now
        && ObjectParts.Find(request.OldObject) is { } before
        && now.HasSameContent(before);

    private static AdmissionAnswer Answer(AdmissionAnswer answer, string subject, Verdict verdict, RefusalCode code)
    {
        answer = answer with { Verdict = verdict, Warnings = [.. FindingText.Warnings(subject, verdict)] };
        return verdict.IsDenied ? Refuse(answer, code, FindingText.Refusal(subject, verdict)) : answer with { IsAllowed = true };
    }

    private static AdmissionAnswer Refuse(AdmissionAnswer answer, RefusalCode code, string message) =>
        answer with { IsAllowed = false, Code = code, Message = message };
}
