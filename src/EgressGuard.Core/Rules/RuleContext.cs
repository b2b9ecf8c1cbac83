using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules.EgressRouting;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules;

/// <summary>What a rule sees of the world, and where it reports. One per judgement, used by one thread.</summary>
internal sealed class RuleContext(Subject subject, MeshSnapshot mesh, EgressPolicy policy, CancellationToken cancellation = default)
{
    /// <summary>
    /// How many findings of one rule are told of an object. Nobody reads so many, and an object of 3 MiB can have a hundred thousand places
    /// for each rule: to word them all would take the memory of the process.
    /// </summary>
    public const int MostFindings = 1_000;

    private readonly List<Finding> _findings = [];
    private readonly List<NotEvaluated> _notEvaluated = [];
    private List<string>? _failed;
    private Dictionary<ObjectRef, IReadOnlyList<RouteLeg>>? _legs;
    private List<(RouteLeg, string, VirtualServiceSpec)>? _ownLegs;
    private MeshSnapshot? _meshWithSubject;
    private MeshSnapshot? _meshBefore;
    private PathChanges? _paths;
    private PodView? _pod;
    private int _most = MostFindings;
    private int _told;
    private RuleAction _untold;
    private RuleInfo _rule = null!;
    private RuleAction _action;
    private RuleAction _advice;

    /// <summary>The object under judgement.</summary>
    public Subject Subject { get; } = subject;

    /// <summary>The policy in force.</summary>
    public EgressPolicy Policy { get; } = policy;

    /// <summary>Ends the judgement. A rule whose work grows with the mesh asks as it goes.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>The mesh as it will be: with the subject in it, or without it when it is being deleted.</summary>
    /// <remarks>
    /// Rules ask for it once for each host, port or route, so that the end of the time is noticed here: an object with very many of them
    /// must not hold one rule, and a core, for longer than anybody waits.
    /// </remarks>
    /// <exception cref="OperationCanceledException">The judgement was ended.</exception>
    public MeshSnapshot Mesh
    {
        get
        {
            Cancellation.ThrowIfCancellationRequested();
            return _meshWithSubject ??= Overlaid(Subject.IsRemoval ? null : Subject.Object);
        }
    }

    /// <summary>The mesh as it was before the change. What nobody has sent yet, as in files, is being created.</summary>
    public MeshSnapshot MeshBefore => _meshBefore ??= Overlaid(Subject.IsRemoval ? Subject.Object : Subject.OldObject);

    /// <summary>
    /// The legs of the VirtualService under judgement, its own and by delegates on either side, each with its place in it and with the
    /// VirtualService whose hosts it is for.
    /// </summary>
    public IReadOnlyList<(RouteLeg Leg, string Pointer, VirtualServiceSpec Root)> Legs => _ownLegs ??= FindLegs();

    /// <summary>The legs of a VirtualService of the mesh: several rules go through those of the subject.</summary>
    public IReadOnlyList<RouteLeg> LegsOf(ObjectRef virtualService)
    {
        _legs ??= [];
        if (!_legs.TryGetValue(virtualService, out var legs))
        {
            legs = VirtualServiceRoutes.Legs(Mesh.FindVirtualService(virtualService)!, virtualService, Mesh);
            _legs.Add(virtualService, legs);
        }

        return legs;
    }

    /// <summary>The egress paths that the change can touch.</summary>
    public PathChanges Paths => _paths ??= new PathChanges(this);

    /// <summary>The pod that the subject is or makes; null when it is of another kind.</summary>
    public PodView? Pod => _pod ??= PodView.Of(Subject.Object);

    /// <summary>The subject's namespace; null when the mesh does not hold it. A rule that needs it then calls <see cref="NotEvaluated"/>.</summary>
    public Namespace? Namespace => mesh.FindNamespace(Subject.Namespace);

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>What could not be judged so far.</summary>
    public IReadOnlyList<NotEvaluated> Omissions => _notEvaluated;

    /// <summary>The rules that have failed so far.</summary>
    public IReadOnlyList<string> Failed => _failed ?? [];

    /// <summary>Reports a finding of the running rule.</summary>
    /// <param name="pointer">Where in the object, as a JSON pointer.</param>
    /// <param name="message">What is wrong and why it matters.</param>
    /// <param name="remedy">What to write instead.</param>
    public void Report(string pointer, string message, string remedy) =>
        Report(new Finding(_rule.Id, _rule.Name, _action, pointer, message, remedy));

    /// <summary>
    /// Reports a milder finding of a rule that refuses: it warns at most, unless the policy sets the rule by name. Setting a rule to
    /// Deny is thus its strict form.
    /// </summary>
    /// <param name="pointer">Where in the object, as a JSON pointer.</param>
    /// <param name="message">What is wrong and why it matters.</param>
    /// <param name="remedy">What to write instead.</param>
    public void Advise(string pointer, string message, string remedy) =>
        Report(new Finding(_rule.Id, _rule.Name, _advice, pointer, message, remedy));

    /// <summary>Records that the running rule could not judge all that it should.</summary>
    public void NotEvaluated(string missing)
    {
        if (!_notEvaluated.Exists(omission => omission.Rule == _rule.Id))
        {
            _notEvaluated.Add(new NotEvaluated(_rule.Id, missing));
        }
    }

    /// <summary>Records that the running rule threw, and reports that as its finding.</summary>
    public void Fail(Exception exception)
    {
        (_failed ??= []).Add(_rule.Id);
        _findings.Add(new Finding(
            _rule.Id,
            _rule.Name,
            _action,
            "",
            $"The rule itself failed ({exception.GetType().Name}), and what it cannot judge it does not let through.",
            $"Report this as a defect of EgressGuard; until it is mended, the policy can set rules.{_rule.Id}.action."));
    }

    /// <summary>Reports what the running rule found in another object, with the action that it has there.</summary>
    public void Report(Finding finding)
    {
        if (_told++ < _most)
        {
            _findings.Add(finding);
        }
        else if (finding.Action > _untold)
        {
            _untold = finding.Action;
        }
    }

    /// <summary>What the running rule finds in another object of the mesh, were that the one under judgement.</summary>
    /// <param name="other">The other object.</param>
    /// <param name="surroundings">The mesh around it.</param>
    /// <param name="check">How the rule judges it.</param>
    public IReadOnlyList<Finding> FindingsIn(Subject other, MeshSnapshot surroundings, Action<RuleContext> check)
    {
        // Whoever asks compares; what is told is bounded where it is told.
        var context = new RuleContext(other, surroundings, Policy, Cancellation) { _most = int.MaxValue };
        context.Enter(_rule, _action, _advice);
        check(context);
        return context.Findings;
    }

    private List<(RouteLeg, string, VirtualServiceSpec)> FindLegs()
    {
        var self = Subject.Reference;
        var found = new List<(RouteLeg, string, VirtualServiceSpec)>();
        foreach (var root in Mesh.RootsOf(self))
        {
            var spec = Mesh.FindVirtualService(root)!.Spec!;
            foreach (var leg in LegsOf(root))
            {
                if (root == self || leg.Owner == self)
                {
                    found.Add((leg, leg.Owner == self ? leg.Pointer : leg.RootPointer, spec));
                }
            }
        }

        return found;
    }

    private MeshSnapshot Overlaid(KubeObject? value) => mesh.Overlaid(Subject.Object.Kind, Subject.Reference, value);

    /// <summary>Makes a rule the running one.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="action">What its findings do.</param>
    /// <param name="advice">What its milder findings do.</param>
    internal void Enter(RuleInfo rule, RuleAction action, RuleAction advice)
    {
        (_rule, _action, _advice) = (rule, action, advice);
        (_told, _untold) = (0, RuleAction.Off);
    }

    /// <summary>Goes on from the running rule. What it found beyond the bound becomes one finding, as grave as the gravest of it.</summary>
    internal void Leave()
    {
        if (_told > _most)
        {
            _findings.Add(new Finding(
                _rule.Id,
                _rule.Name,
                _untold,
                "",
                $"The rule has {_told - _most} findings more, which are not listed.",
                "Mend what is listed, and look again."));
        }
    }
}
